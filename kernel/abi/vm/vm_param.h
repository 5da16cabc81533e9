/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_param.h: fixed numbers below CTL_VM, sysctl(3), and what is told of swap.
 */
#ifndef _VM_VM_PARAM_H_
#define _VM_VM_PARAM_H_

#include <sys/types.h>

/* vm.swap_info_array has one of these a place for a device of swap. */
struct xswdev {
	size_t	xsw_size;
	int	xsw_version;
	int	xsw_flags;		/* 1: it is in use */
	dev_t	xsw_dev;
	size_t	xsw_blksize;
	size_t	xsw_nblks;
	size_t	xsw_used;
};
#define XSWDEV_VERSION	1

#define VM_LOADAVG		2	/* struct loadavg */
#define VM_V_FREE_MIN		3
#define VM_V_FREE_TARGET	4
#define VM_V_FREE_RESERVED	5

#endif /* !_VM_VM_PARAM_H_ */
