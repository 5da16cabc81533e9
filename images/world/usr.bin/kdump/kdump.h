/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdump.h: the names of calls and how the body of a record is shown.
 */
#ifndef KDUMP_H
#define KDUMP_H

struct ktr_header;

/* calls.c, made from <sys/syscall.h>; a number without a call is NULL. */
extern const char *const call_names[];
extern const int ncalls;

struct style {
	int	decimal;	/* -d: numbers that are not addresses, too */
	int	plain;		/* -n: no names for arguments */
	long	maxdata;	/* -m: bytes of data; 0: all */
};

/* The body of a record of its length; false: it is too short for its kind. */
int	show(const struct ktr_header *, const void *body, const struct style *);

#endif /* !KDUMP_H */
