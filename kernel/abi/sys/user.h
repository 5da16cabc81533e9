/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * user.h: what programs that look at processes include: kinfo.h and its company.
 */
#ifndef _SYS_USER_H_
#define _SYS_USER_H_

#include <sys/types.h>
#include <sys/errno.h>
#include <sys/time.h>
#include <sys/resource.h>
#include <sys/kinfo.h>
#include <vm/vm_param.h>

#endif /* !_SYS_USER_H_ */
