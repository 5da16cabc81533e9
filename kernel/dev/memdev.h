/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memdev.h: the small devices: null, zero, mem, kmem, random, urandom, fd/N.
 */
#ifndef _DEV_MEMDEV_H_
#define _DEV_MEMDEV_H_

#include <stddef.h>

void	memdev_attach(void);	/* /dev/mem, /dev/kmem, and all of the below */
/* kvm.c: what is looked for by name in /dev/kmem; filled anew by kvm_fill(). */
void	kvm_attach(void);
void	kvm_fill(void);
void	nulldev_attach(void);	/* /dev/null, /dev/zero */
void	random_attach(void);	/* /dev/random, /dev/urandom */
/* n bytes nobody can guess.  Any context. */
void	random_bytes(void *, size_t n);
void	fddev_attach(void);	/* /dev/fd/N, stdin, stdout, stderr */
void	klog_attach(void);	/* /dev/klog */

#endif /* !_DEV_MEMDEV_H_ */
