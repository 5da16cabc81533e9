/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_param.h: fixed numbers below CTL_VM, sysctl(3).
 */
#ifndef _VM_VM_PARAM_H_
#define _VM_VM_PARAM_H_

#define VM_LOADAVG		2	/* struct loadavg */
#define VM_V_FREE_MIN		3
#define VM_V_FREE_TARGET	4
#define VM_V_FREE_RESERVED	5

#endif /* !_VM_VM_PARAM_H_ */
