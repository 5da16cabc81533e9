/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_call.c: system calls of a module, of cases/modules: mt_sum() of six numbers,
 * at any number, and mt_wait(), which a signal ends, at one of its own.
 */
#include <sys/errno.h>
#include "sys/kmodule.h"
#include "sys/kproc.h"
#include "sys/thread.h"

static int
mt_sum(struct lwp *lp, const void *args, int64_t rv[2])
{
	const int64_t *n = args;

	rv[0] = n[0] + n[1] + n[2] + n[3] + n[4] + n[5];
	rv[1] = n[5];
	return (n[0] < 0 ? EDOM : 0);
}
SYSCALL_MODULE(mt_sum, NO_SYSCALL, 6, mt_sum);

static int
mt_wait(struct lwp *lp, const void *args, int64_t rv[2])
{
	return (tsleep(mt_wait, PCATCH, "mtwait", 0));
}
SYSCALL_MODULE(mt_wait, 219, 0, mt_wait);
