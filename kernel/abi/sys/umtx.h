/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * umtx.h: sleeping on a word of memory.  umtx_sleep(2) sleeps while the word
 * holds the value given, for at most that many microseconds (0: as long as
 * the kernel lets it); umtx_wakeup(2) wakes that many sleepers (0: all).
 */
#ifndef _SYS_UMTX_H_
#define _SYS_UMTX_H_

#include <sys/cdefs.h>

#ifndef _KERNEL
__BEGIN_DECLS
int	umtx_sleep(volatile const int *, int, int);
int	umtx_wakeup(volatile const int *, int);
__END_DECLS
#endif

#endif /* !_SYS_UMTX_H_ */
