/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch.c: places in memory that trap the kernel's code when it touches them:
 * the processor's debug registers, by perf_event_open(2), one event a place
 * and vCPU.  The signal is synchronous, of the thread that touched.
 *
 * Locks: none; the caller has stopped the other vCPUs.
 */
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#ifndef TRAP_PERF
#define TRAP_PERF	6		/* si_code of such a signal */
#endif
#define PERF_DATA	24		/* where sig_data is in siginfo_t */

static int	 events[HOST_WATCHES * HOST_MAXCPU];
static unsigned	 nevents;

static void
watch_none(void)
{

	while (nevents > 0)
		close(events[--nevents]);
}

static int
watch_one(const struct host_watch *w, unsigned index, pid_t tid)
{
	struct perf_event_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_BREAKPOINT;
	attr.bp_type = w->reads ? HW_BREAKPOINT_RW : HW_BREAKPOINT_W;
	attr.bp_addr = w->addr;
	attr.bp_len = w->len;
	attr.sample_period = 1;
	attr.exclude_kernel = 1;
	attr.exclude_hv = 1;
	attr.sigtrap = 1;
	attr.remove_on_exec = 1;
	attr.sig_data = index;
	fd = (int)syscall(SYS_perf_event_open, &attr, tid, -1, -1,
	    PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return (errno);
	events[nevents++] = fd;
	return (0);
}

int
host_watch(const struct host_watch *w, unsigned n, struct host_diag *diag)
{
	unsigned cpu, i;
	int error;

	watch_none();
	for (i = 0; i < n; i++) {
		for (cpu = 0; cpu < vcpu_count; cpu++) {
			if (!vcpus[cpu].started || vcpus[cpu].tid == 0)
				continue;
			error = watch_one(&w[i], i, vcpus[cpu].tid);
			if (error == 0)
				continue;
			watch_none();
			return (line_diag(diag, error, error == EACCES ||
			    error == EPERM ? "perf_event_open, see sysctl "
			    "kernel.perf_event_paranoid" :
			    "perf_event_open"));
		}
	}
	return (0);
}

bool
watch_of(const siginfo_t *si, unsigned *index)
{
	unsigned long data;

	if (si->si_code != TRAP_PERF)
		return (false);
	memcpy(&data, (const char *)si + PERF_DATA, sizeof(data));
	*index = (unsigned)data;
	return (data < HOST_WATCHES);
}
