/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * points.c: what the letters of -t stand for, see points.h.
 */
#include <sys/types.h>
#include <sys/ktrace.h>
#include <err.h>

#include "points.h"

int
points(const char *s, int plus)
{
	int facs = 0;

	for (; *s != '\0'; s++)
		switch (*s) {
		case 'c':
			facs |= KTRFAC_SYSCALL | KTRFAC_SYSRET;
			break;
		case 'i':
			facs |= KTRFAC_GENIO;
			break;
		case 'n':
			facs |= KTRFAC_NAMEI;
			break;
		case 's':
			facs |= KTRFAC_PSIG;
			break;
		case 'u':
			facs |= KTRFAC_USER;
			break;
		case 'w':
			facs |= KTRFAC_CSW;
			break;
		case '+':
			facs |= plus;
			break;
		default:
			errx(1, "-t %c: not a kind of record (c i n s u w +)",
			    *s);
		}
	return (facs);
}
