/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * err.h: messages about errors.
 */
#ifndef _ERR_H_
#define _ERR_H_

#include <sys/cdefs.h>
#include <stdarg.h>

__BEGIN_DECLS
void	err(int, const char *, ...) __dead2 __printf0like(2, 3);
void	errc(int, int, const char *, ...) __dead2 __printf0like(3, 4);
void	errx(int, const char *, ...) __dead2 __printf0like(2, 3);
void	verr(int, const char *, va_list) __dead2 __printf0like(2, 0);
void	verrc(int, int, const char *, va_list) __dead2 __printf0like(3, 0);
void	verrx(int, const char *, va_list) __dead2 __printf0like(2, 0);
void	vwarn(const char *, va_list) __printf0like(1, 0);
void	vwarnc(int, const char *, va_list) __printf0like(2, 0);
void	vwarnx(const char *, va_list) __printf0like(1, 0);
void	warn(const char *, ...) __printf0like(1, 2);
void	warnc(int, const char *, ...) __printf0like(2, 3);
void	warnx(const char *, ...) __printf0like(1, 2);
__END_DECLS

#endif /* !_ERR_H_ */
