/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_sysctl.c: into the debugger from a program.
 *
 *	debug.kdb.enter=1	stop as ^\ on the console does
 *	debug.kdb.trap=1	a fault in the kernel, which panics
 *
 * Only root writes them, and not above securelevel 0; they read as 0.
 */
#include "ddb/ddb.h"
#include "sys/ksysctl.h"
#include <sys/errno.h>

/* Nothing is ever mapped there, which the compiler must not know. */
static const volatile uintptr_t nowhere = 0x10;

enum { KDB_ENTER, KDB_TRAP };

static int
sysctl_kdb(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = 0, error;

	if ((error = sysctl_handle_int(req, &value)) != 0 ||
	    req->newptr == NULL || value == 0)
		return (error);
	if (oid->oid_arg2 == KDB_TRAP)
		*(volatile int *)nowhere = value;
	ddb_enter("sysctl debug.kdb.enter");
	return (0);
}
SYSCTL_KPROC(debug_kdb_enter, "debug.kdb.enter", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RW | CTLFLAG_SECURE, NULL, KDB_ENTER, sysctl_kdb, "I",
    "Set to enter the debugger");
SYSCTL_KPROC(debug_kdb_trap, "debug.kdb.trap", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RW | CTLFLAG_SECURE, NULL, KDB_TRAP, sysctl_kdb, "I",
    "Set to cause a page fault in the kernel");
