/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * answer.c: what somebody at the terminal says.
 */
#include <stdio.h>
#include <libutil.h>

int
answer_char(void)
{
	int c, first;

	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return (first);
}

int
answer_is_yes(void)
{
	int c = answer_char();

	return (c == 'y' || c == 'Y');
}
