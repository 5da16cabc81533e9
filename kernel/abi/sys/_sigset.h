/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _sigset.h: a set of 128 signals; signal n is bit (n - 1) % 32 of word
 * (n - 1) / 32.
 */
#ifndef _SYS__SIGSET_H_
#define _SYS__SIGSET_H_

#define _SIG_WORDS	4
#define _SIG_MAXSIG	128
#define _SIG_IDX(sig)	((sig) - 1)
#define _SIG_WORD(sig)	(_SIG_IDX(sig) >> 5)
#define _SIG_BIT(sig)	(1U << (_SIG_IDX(sig) & 31))
#define _SIG_VALID(sig)	((sig) <= _SIG_MAXSIG && (sig) > 0)

struct __sigset {
	unsigned int	__bits[_SIG_WORDS];
};
typedef struct __sigset	__sigset_t;

#ifndef _SIGSET_T_DECLARED
typedef struct __sigset	sigset_t;
#define _SIGSET_T_DECLARED
#endif

#endif /* !_SYS__SIGSET_H_ */
