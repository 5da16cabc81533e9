/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strmode.c: a mode as ls(1) shows it.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <string.h>

static char
type_char(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:	return ('d');
	case S_IFCHR:	return ('c');
	case S_IFBLK:	return ('b');
	case S_IFREG:	return ('-');
	case S_IFLNK:	return ('l');
	case S_IFSOCK:	return ('s');
	case S_IFIFO:	return ('p');
	case S_IFWHT:	return ('w');
	default:	return ('?');
	}
}

/* One of r, w and x for whom, with a set-id or sticky bit in x's place. */
static void
put_three(char *p, int bits, int special, char set, char unset)
{
	p[0] = (bits & 4) != 0 ? 'r' : '-';
	p[1] = (bits & 2) != 0 ? 'w' : '-';
	if (special)
		p[2] = (bits & 1) != 0 ? set : unset;
	else
		p[2] = (bits & 1) != 0 ? 'x' : '-';
}

void
strmode(int mode, char *p)
{
	p[0] = type_char((mode_t)mode);
	put_three(p + 1, mode >> 6, mode & S_ISUID, 's', 'S');
	put_three(p + 4, mode >> 3, mode & S_ISGID, 's', 'S');
	put_three(p + 7, mode, mode & S_ISVTX, 't', 'T');
	p[10] = ' ';
	p[11] = '\0';
}

