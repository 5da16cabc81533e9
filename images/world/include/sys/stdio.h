/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdio.h: how streams are locked, and what this system has in <stdio.h>
 * beyond newlib.
 */
#ifndef _NEWLIB_STDIO_H
#define _NEWLIB_STDIO_H

#include <sys/lock.h>
#include <sys/reent.h>

/* A string stream (__SSTR) has no lock. */
#define _flockfile(fp)							\
	(((fp)->_flags & __SSTR) ? 0 : __lock_acquire_recursive((fp)->_lock))
#define _funlockfile(fp)						\
	(((fp)->_flags & __SSTR) ? 0 : __lock_release_recursive((fp)->_lock))

#define FPARSELN_UNESCESC	0x01
#define FPARSELN_UNESCCONT	0x02
#define FPARSELN_UNESCCOMM	0x04
#define FPARSELN_UNESCREST	0x08
#define FPARSELN_UNESCALL	0x0f
#define L_ctermid		1024
#define L_cuserid		17

#ifdef __cplusplus
extern "C" {
#endif
#if !__GNU_VISIBLE
int	 asprintf(char **__restrict, const char *__restrict, ...);
int	 vasprintf(char **__restrict, const char *__restrict,
	    __builtin_va_list);
#endif
char	*ctermid(char *);
char	*ctermid_r(char *);
char	*fgetln(FILE *, __size_t *);
void	 flockfile(FILE *);
int	 ftrylockfile(FILE *);
void	 funlockfile(FILE *);
char	*fparseln(FILE *, __size_t *, __size_t *, const char [3], int);
_ssize_t getdelim(char **__restrict, __size_t *__restrict, int,
	    FILE *__restrict);
_ssize_t getline(char **__restrict, __size_t *__restrict, FILE *__restrict);
#ifdef __cplusplus
}
#endif

#endif /* !_NEWLIB_STDIO_H */
