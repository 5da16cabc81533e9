/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intr.c: interrupts of a virtual CPU: the bits of its pending word.
 *
 * They are polled: on the way to user mode, in the idle loop and in
 * cpu_poll().  Handlers run on the polling thread with no lock held; they may
 * take spin locks and wake threads, and must not sleep.  How many there were,
 * by what caused them, is in hw.intrnames and hw.intrcnt, see vmstat(8): each
 * CPU has MAX_INTS slots, of which the first INTR_MAX are used.
 */
#include <sys/interrupt.h>
#include "opt_kernel.h"
#include "platform/assym.h"
#include "platform/shutdown.h"
#include "platform/panic.h"
#include "kern/sched_var.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "sys/ktty.h"
#include "dev/vdisk.h"
#include "dev/vke.h"
#include "lib/libkern.h"
#include "ddb/ddb.h"
#include "host/host_cpu.h"

_Static_assert(offsetof(struct thread, td_rsp) == TD_RSP, "assym.h");
_Static_assert(offsetof(struct thread, td_oncpu) == TD_ONCPU, "assym.h");
_Static_assert(offsetof(struct cpu, c_curthread) == 8, "curthread is gs:8");

#define PEND_TTY	(HOST_PEND_CONSOLE | HOST_PEND_CONSPACE |	\
			 HOST_PEND_WINCH)

/* The causes of each kind. */
static const struct {
	const char	*name;
	uint32_t	 bits;
} causes[INTR_MAX] = {
	[INTR_CLK]	= { "clk", HOST_PEND_TIMER },
	[INTR_VCONS]	= { "vcons", PEND_TTY },
	[INTR_VKD]	= { "vkd", HOST_PEND_IO },
	[INTR_VKE]	= { "vke", HOST_PEND_NET },
	[INTR_IPI]	= { "ipi", PEND_RESCHED | PEND_KICK | PEND_STOP |
			    PEND_TRIM | PEND_SYNC | PEND_DDBWORK },
	[INTR_SIGNAL]	= { "signal", HOST_PEND_TERM | HOST_PEND_DDB },
};

static void
intr_count(struct cpu *c, uint32_t bits)
{
	for (int i = 0; i < INTR_MAX; i++)
		if ((bits & causes[i].bits) != 0) {
			c->c_intrs[i]++;
			c->c_intr++;
		}
}

static int
sysctl_intrnames(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	char unused[16];
	const char *s;
	int error = 0;

	for (int i = 0; i < ncpus * MAX_INTS && error == 0; i++) {
		ksnprintf(unused, sizeof(unused), "irq%d", i % MAX_INTS);
		s = i % MAX_INTS < INTR_MAX ? causes[i % MAX_INTS].name :
		    unused;
		error = sysctl_out(req, s, strlen(s) + 1);
	}
	return (error);
}
SYSCTL_KPROC(hw_intrnames, "hw.intrnames", OID_AUTO,
    CTLTYPE_OPAQUE | CTLFLAG_RD, NULL, 0, sysctl_intrnames, "",
    "Names of interrupts");

static int
sysctl_intrcnt(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	static const u_long none[MAX_INTS - INTR_MAX];
	int error = 0;

	for (int i = 0; i < ncpus && error == 0; i++) {
		error = sysctl_out(req, cpus[i]->c_intrs,
		    sizeof(cpus[i]->c_intrs));
		if (error == 0)
			error = sysctl_out(req, none, sizeof(none));
	}
	return (error);
}
SYSCTL_KPROC(hw_intrcnt, "hw.intrcnt", OID_AUTO, CTLTYPE_OPAQUE | CTLFLAG_RD,
    NULL, 0, sysctl_intrcnt, "", "How often interrupts came");
SYSCTL_KPROC(hw_intrcnt_all, "hw.intrcnt_all", OID_AUTO,
    CTLTYPE_OPAQUE | CTLFLAG_RD, NULL, 0, sysctl_intrcnt, "",
    "How often interrupts came");

void
intr_poll(void)
{
	struct cpu *c = curcpu();
	uint32_t bits = 0;

	if (*c->c_pending != 0)
		bits = host_cpu_take(~0u);
	if (bits != 0)
		intr_count(c, bits);
	if (bits & PEND_STOP)
		cpu_stopped();
	if (bits & HOST_PEND_IO)
		vkd_intr();
#if defined(NDEV_vke) && defined(OPT_INET)
	if (bits & HOST_PEND_NET)
		vke_intr();
#endif
	if (bits & PEND_TTY)
		vcons_intr(bits);
	if (bits & HOST_PEND_TERM)
		shutdown_request();
	if (bits & HOST_PEND_DDB)
		ddb_enter("manual entry");
	if (bits & PEND_DDBWORK)
		ddb_work();
	if (bits & PEND_TRIM)
		kmalloc_trim();
	if (bits & PEND_SYNC)
		cpu_synced();
	callout_run();
	if (bits & HOST_PEND_TIMER || c->c_balance != 0 || c->c_nrun > 0)
		sched_clock();
}
