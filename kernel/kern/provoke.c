/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * provoke.c: the ends of the kernel, for whoever must see what they look like:
 * a watchdog, a dump procedure, a debugger's set-up.
 *
 *	debug.kdb.panic=1		panic()
 *	debug.kdb.stack_overflow=1	calls without end on a kernel stack
 *
 * Only root writes them, and not above securelevel 0; they read as 0.
 */
#include "sys/kdefs.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include <sys/errno.h>

/* As deep as n says; the compiler may neither unroll it nor make it a loop. */
static __attribute__((noinline)) int
deeper(int n)
{
	volatile char frame[256];

	frame[0] = (char)n;
	if (n > 0)
		frame[1] = (char)deeper(n - 1);
	return (frame[0] + frame[1]);
}

enum { PROVOKE_PANIC, PROVOKE_OVERFLOW };

static int
sysctl_provoke(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = 0, error;

	if ((error = sysctl_handle_int(req, &value)) != 0 ||
	    req->newptr == NULL || value == 0)
		return (error);
	if (oid->oid_arg2 == PROVOKE_OVERFLOW)
		return (deeper(INT32_MAX) != 0 ? 0 : EINVAL);
	panic("by debug.kdb.panic");
}
SYSCTL_KPROC(debug_kdb_panic, "debug.kdb.panic", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RW | CTLFLAG_SECURE, NULL, PROVOKE_PANIC, sysctl_provoke, "I",
    "Set to panic");
SYSCTL_KPROC(debug_kdb_stack_overflow, "debug.kdb.stack_overflow", OID_AUTO,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_SECURE, NULL, PROVOKE_OVERFLOW,
    sysctl_provoke, "I", "Set to overflow a kernel stack");
