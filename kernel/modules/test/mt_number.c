/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_number.c: a system call at number NUMBER, of cases/modules.
 */
#include "sys/kmodule.h"

static int
mt_number(struct lwp *lp, const void *args, int64_t rv[2])
{
	rv[0] = NUMBER;
	return (0);
}
#define CALL(name)	SYSCALL_MODULE(name, NUMBER, 0, mt_number)
CALL(NAME);
