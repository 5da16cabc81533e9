/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setjmp.h: non-local jumps.  setjmp() saves the signal mask as BSD does;
 * _setjmp() does not; sigsetjmp() is told.
 */
#ifndef _SETJMP_H_
#define _SETJMP_H_

#include <sys/cdefs.h>

#define _JBLEN	14
typedef struct {
	long	_jb[_JBLEN];
} jmp_buf[1];
typedef jmp_buf	sigjmp_buf;

__BEGIN_DECLS
int	setjmp(jmp_buf) __returns_twice;
int	_setjmp(jmp_buf) __returns_twice;
int	sigsetjmp(sigjmp_buf, int) __returns_twice;
void	longjmp(jmp_buf, int) __dead2;
void	_longjmp(jmp_buf, int) __dead2;
void	siglongjmp(sigjmp_buf, int) __dead2;
__END_DECLS

#endif /* !_SETJMP_H_ */
