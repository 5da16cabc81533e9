/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_ddb.c: what a module gives the debugger, and a panic of its own, of
 * cases/modules.
 *
 *	debug.mt_panic	set it to 1 to panic in mt_deepest()
 *	debug.mt_index	reads element n of an array of eight, where n was written
 */
#include <sys/errno.h>
#include "sys/kddb.h"
#include "sys/kmodule.h"
#include "sys/ksysctl.h"

int mt_numbers[8] = { 1, 1, 2, 3, 5, 8, 13, 21 };

DDB_SHOW(mt, "numbers of the module under test")
{
	for (size_t i = 0; i < NELEM(mt_numbers); i++)
		kprintf("%d ", mt_numbers[i]);
	kprintf("\n");
}

DDB_COMMAND(mtcount, "[/x] addr,count: of the module under test")
{
	kprintf("mtcount /%s %#lx,%ld%s\n", modif, addr, (long)count,
	    have ? "" : " (dot)");
}

int	mt_deepest(int value);
int __attribute__((noinline))
mt_deepest(int value)
{
	panic("by the module under test: %d", value);
}

static int
mt_panic(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = 0, error = sysctl_handle_int(req, &value);

	if (error != 0 || req->newptr == NULL || value == 0)
		return (error);
	return (mt_deepest(value) + 1);
}
SYSCTL_KPROC(debug_mt_panic, "debug.mt_panic", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RW, NULL, 0, mt_panic, "I", "Set to panic");

static int
mt_index(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	static int index;
	int value = *(volatile int *)&mt_numbers[index];

	if (req->newptr == NULL)
		return (sysctl_handle_int(req, &value));
	return (sysctl_handle_int(req, &index));
}
SYSCTL_KPROC(debug_mt_index, "debug.mt_index", OID_AUTO, CTLTYPE_INT |
    CTLFLAG_RW, NULL, 0, mt_index, "I", "An element of an array");
MODULE(mt_ddb, 1, NULL, NULL);
