/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * novkernel.c: system calls for virtual kernels and virtual machines inside this
 * kernel.  vm.vkernel_enable is 0 and there is no VMM, so they answer what they
 * answer then: no space can be made, and a process has none to work on.  And
 * sysarch(2), which does nothing on x86-64.
 */
#include <sys/errno.h>
#include "sys/ksyscall.h"
#include "sys/kuio.h"

#define ANSWER(name, error)						\
	int								\
	sys_##name(struct lwp *lp, const struct name##_args *uap,	\
	    int64_t rv[2])						\
	{								\
		return (error);						\
	}

ANSWER(vmspace_create, EOPNOTSUPP)
ANSWER(vmspace_destroy, EINVAL)
ANSWER(vmspace_ctl, EINVAL)
ANSWER(vmspace_mmap, EINVAL)
ANSWER(vmspace_munmap, EINVAL)
ANSWER(vmspace_mcontrol, EINVAL)
ANSWER(vmspace_pread, EINVAL)
ANSWER(vmspace_pwrite, EINVAL)
ANSWER(sysarch, EOPNOTSUPP)

#define VMM_GUEST_RUN	0

int
sys_vmm_guest_ctl(struct lwp *lp, const struct vmm_guest_ctl_args *uap,
    int64_t rv[2])
{
	uint64_t first;

	if (uap->op != VMM_GUEST_RUN)
		return (EINVAL);
	return (copyin(uap->options, &first, sizeof(first)) != 0 ? EFAULT :
	    ENODEV);
}
