/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * usage.c: what is wrong with the arguments, as BSD's programs say it: a
 * message, unless it is only that some are missing, and the usage, on standard
 * error.
 */
#include "toys.h"

void
usage_msg(char *msg, va_list va)
{
	if (*msg != '\0') {
		fprintf(stderr, "%s: ", toys.which->name);
		vfprintf(stderr, msg, va);
		putc('\n', stderr);
	}
	show_help(stderr, 0);
	if (toys.exitval == 0)
		toys.exitval = (toys.which->flags >> 24) ? : 1;
}
