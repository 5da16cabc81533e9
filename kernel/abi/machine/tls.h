/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tls.h: thread control block, found at %fs:0 (TLS variant II).
 */
#ifndef _MACHINE_TLS_H_
#define _MACHINE_TLS_H_

#include <sys/types.h>
#include <sys/tls.h>

struct tls_tcb {
	struct tls_tcb	*tcb_self;
	void	*tcb_dtv;
	void	*tcb_pthread;
	int	*tcb_errno_p;
	void	*tcb_segstack;
	void	*tcb_unused[3];
};

struct tls_dtv {
	uintptr_t	dtv_generation;
	uintptr_t	dtv_max_index;
	void	*dtv_offset[];
};

#define RTLD_STATIC_TLS_ALIGN	0x10
#define RTLD_STATIC_TLS_ALIGN_MASK	15
#define RTLD_STATIC_TLS_EXTRA_DEFAULT	0x1800
#define RTLD_STATIC_TLS_EXTRA_MAX	0x40000000
#define RTLD_STATIC_TLS_EXTRA_MIN	0x800

#endif /* !_MACHINE_TLS_H_ */
