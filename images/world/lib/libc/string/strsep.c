/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strsep.c: strsep(3).  Unlike newlib's, it returns the empty string behind a
 * delimiter that ends the text.
 */
#include <stddef.h>
#include <string.h>

char *
strsep(char **textp, const char *delim)
{
	char *token = *textp, *end;

	if (token == NULL)
		return (NULL);
	end = token + strcspn(token, delim);
	if (*end != '\0')
		*end++ = '\0';
	else
		end = NULL;
	*textp = end;
	return (token);
}
