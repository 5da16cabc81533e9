/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * random.h: getrandom(2).
 */
#ifndef _SYS_RANDOM_H_
#define _SYS_RANDOM_H_

#include <sys/types.h>

#define GRND_INSECURE	4
#define GRND_NONBLOCK	2
#define GRND_RANDOM	1

#ifndef _KERNEL
__BEGIN_DECLS
ssize_t	getrandom(void *, size_t, unsigned int);
int	getentropy(void *, size_t);
__END_DECLS
#endif

#endif /* !_SYS_RANDOM_H_ */
