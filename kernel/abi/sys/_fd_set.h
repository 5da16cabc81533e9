/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _fd_set.h: the set of descriptors of select(2), an array of longs, bit 0 of
 * word 0 first.  A program may define FD_SETSIZE larger before it includes
 * this.
 */
#ifndef _SYS__FD_SET_H_
#define _SYS__FD_SET_H_

#include <machine/stdint.h>

#ifndef FD_SETSIZE
#define FD_SETSIZE	1024
#endif

typedef unsigned long	__fd_mask;
typedef __fd_mask	fd_mask;

#define __NFDBITS	(sizeof(__fd_mask) * 8)
#define NFDBITS		__NFDBITS

typedef struct fd_set {
	__fd_mask	fds_bits[(FD_SETSIZE + __NFDBITS - 1) / __NFDBITS];
} fd_set;

#define __fd_word(n)	((unsigned long)(n) / __NFDBITS)
#define __fd_bit(n)	((__fd_mask)1 << ((unsigned long)(n) % __NFDBITS))

#define FD_SET(n, p)	((p)->fds_bits[__fd_word(n)] |= __fd_bit(n))
#define FD_CLR(n, p)	((p)->fds_bits[__fd_word(n)] &= ~__fd_bit(n))
#define FD_ISSET(n, p)	(((p)->fds_bits[__fd_word(n)] & __fd_bit(n)) != 0)
#define FD_COPY(f, t)	((void)(*(t) = *(f)))
#define FD_ZERO(p)	((void)__builtin_memset((p), 0, sizeof(*(p))))

#endif /* !_SYS__FD_SET_H_ */
