/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intr.c: interrupts of a virtual CPU: the bits of its pending word.
 *
 * They are polled: on the way to user mode, in the idle loop and in
 * cpu_poll().  Handlers run on the polling thread with no lock held; they may
 * take spin locks and wake threads, and must not sleep.
 */
#include "opt_kernel.h"
#include "platform/assym.h"
#include "platform/shutdown.h"
#include "platform/panic.h"
#include "kern/sched_var.h"
#include "sys/kmalloc.h"
#include "sys/ktty.h"
#include "dev/vdisk.h"
#include "dev/vke.h"
#include "ddb/ddb.h"
#include "host/host_cpu.h"

_Static_assert(offsetof(struct thread, td_rsp) == TD_RSP, "assym.h");
_Static_assert(offsetof(struct thread, td_oncpu) == TD_ONCPU, "assym.h");
_Static_assert(offsetof(struct cpu, c_curthread) == 8, "curthread is gs:8");

#define PEND_TTY	(HOST_PEND_CONSOLE | HOST_PEND_CONSPACE |	\
			 HOST_PEND_WINCH)

void
intr_poll(void)
{
	struct cpu *c = curcpu();
	uint32_t bits = 0;

	if (*c->c_pending != 0)
		bits = host_cpu_take(~0u);
	if (bits != 0)
		c->c_intr++;
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
