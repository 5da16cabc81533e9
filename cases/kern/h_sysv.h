/*
 * h_sysv.h: what the helpers for System V IPC share.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef H_SYSV_H
#define H_SYSV_H

#include "guest.h"
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/sysctl.h>

#define BAD	((void *)8)
#define KEY	0x5eed
#define PAGE	4096L

struct text {
	long	type;
	char	text[64];
};

static inline int
child_ok(long pid)
{
	int st = -1;

	return (g_wait(pid, &st, 0) == pid && st == 0);
}

static inline void
become(long uid)
{
	CHECK_EQ(sys(SYS_setresgid, uid, uid, uid), 0);
	CHECK_EQ(sys(SYS_setresuid, uid, uid, uid), 0);
	failures = 0;
}

/* A sysctl that is an int. */
static inline long
limit(const char *name)
{
	int query[2] = { 0, 3 }, mib[CTL_MAXNAME];
	size_t len = sizeof(mib), n = sizeof(long);
	long value = 0;

	if (sys6(SYS___sysctl, (long)query, 2, (long)mib, (long)&len,
	    (long)name, (long)g_len(name)) != 0)
		return (-1);
	if (sys6(SYS___sysctl, (long)mib, (long)(len / sizeof(int)),
	    (long)&value, (long)&n, 0, 0) != 0)
		return (-1);
	return (value);
}

#endif /* !H_SYSV_H */
