/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libkern.h: pure code: strings, formatting, numbers, checksums.
 * No state, no locks, any context.  Names and results follow the manual
 * pages of string(3), snprintf(3), strtol(3), qsort(3).
 */
#ifndef _KERN_LIBKERN_H_
#define _KERN_LIBKERN_H_

#include "sys/kdefs.h"

void	*memcpy(void *restrict dst, const void *restrict src, size_t n);
void	*memmove(void *dst, const void *src, size_t n);
void	*memset(void *dst, int c, size_t n);
int	 memcmp(const void *a, const void *b, size_t n);
void	*memchr(const void *s, int c, size_t n);
#define bzero(p, n)	memset((p), 0, (n))
size_t	 strlen(const char *s);
size_t	 strnlen(const char *s, size_t max);
int	 strcmp(const char *a, const char *b);
int	 strncmp(const char *a, const char *b, size_t n);
char	*strchr(const char *s, int c);
char	*strrchr(const char *s, int c);
char	*strstr(const char *s, const char *find);
size_t	 strlcpy(char *dst, const char *src, size_t size);
size_t	 strlcat(char *dst, const char *src, size_t size);

/*
 * Format as snprintf(3): d i u x X o c s p %, flags -+ #0, width, precision,
 * hh h l ll z j t.  Returns the length the whole result would have.
 */
int	ksnprintf(char *buf, size_t size, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
int	kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap);
/* The same, a character at a time into put(c, arg). */
int	kvcprintf(void (*put)(int c, void *arg), void *arg, const char *fmt,
	    va_list ap);

/* Text for an address: "symbol+0x1f", or the number.  Provided by platform/ksym.c. */
void	ksymbol_format(uintptr_t addr, char *buf, size_t size);

/* strtol(3) and strtoul(3) on 64 bits; no errno, results saturate. */
int64_t	 strtoq(const char *s, char **end, int base);
uint64_t strtouq(const char *s, char **end, int base);

void	 kqsort(void *base, size_t n, size_t size,
	    int (*cmp)(const void *, const void *));
uint32_t crc32(const void *buf, size_t n);	/* IEEE, as iso_crc32 */

/* FNV-1a: for hash tables only. */
uint32_t hash_bytes(const void *buf, size_t n, uint32_t seed);

#endif /* !_KERN_LIBKERN_H_ */
