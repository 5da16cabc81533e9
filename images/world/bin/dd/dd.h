/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dd.h: what the parts of dd(1) know of each other.
 */
#ifndef DD_H
#define DD_H

#include <sys/types.h>
#include <stdbool.h>
#include <stdint.h>

#define C_BLOCK		0x0001
#define C_UNBLOCK	0x0002
#define C_LCASE		0x0004
#define C_UCASE		0x0008
#define C_SWAB		0x0010
#define C_NOERROR	0x0020
#define C_NOTRUNC	0x0040
#define C_SYNC		0x0080
#define C_OSYNC		0x0100
#define C_SPARSE	0x0200
#define C_FSYNC		0x0400

enum report { FULL, NOXFER, NONE };

/* What the operands ask for. */
struct job {
	const char	*in, *out;	/* NULL: standard input, output */
	size_t		 ibs, obs, cbs;
	bool		 one;		/* bs= was given: a block is a block */
	uintmax_t	 count;
	bool		 counted;
	uintmax_t	 files;
	off_t		 skip, seek;	/* blocks */
	unsigned int	 conv;
	int		 fill;		/* -1: blank or NUL, by the conversion */
	enum report	 report;
};

/* What has been done. */
struct done {
	uintmax_t in_full, in_part, out_full, out_part, truncated, odd, bytes;
};
extern struct done done;

/* args.c: the operands, all of them right, or the program ends. */
void	parse(struct job *, char **argv);

/*
 * conv.c: put n bytes of p, changed as conv asks, through sink; with p NULL
 * what is left of a record.
 */
void	convert(const struct job *, unsigned char *p, size_t n,
	    void (*sink)(const unsigned char *, size_t));

#endif
