/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_meter.c: what the virtual memory system tells about itself: vm.* and the
 * memory part of hw.* in sysctl(3), and the debugger's views.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "lib/libkern.h"
#include "platform/pmap.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include <sys/vmmeter.h>
#include <vm/vm_param.h>
#include <sys/errno.h>

/* Pages of anonymous memory and anonymous objects: what is left. */
static uint64_t
anon_pages(void)
{
	uint64_t other = vm_nfree + vm_ninactive + vm_nactive +
	    (uint64_t)vm_nwired;

	return (other < vm_npages ? vm_npages - other : 0);
}

void
vm_counts(struct vm_counts *vc)
{
	vc->total = vm_npages;
	vc->free = vm_nfree;
	vc->inactive = vm_ninactive;
	vc->active = vm_nactive + anon_pages();
	vc->wired = (uint64_t)vm_nwired;
	vc->cache = 0;
}

/* Add the counters that each CPU keeps; first..last is all or one of them. */
static void
meter_fill(struct vmmeter *m, int first, int last)
{
	memset(m, 0, sizeof(*m));
	for (int i = first; i <= last; i++) {
		m->v_swtch += (u_int)cpus[i]->c_swtch;
		m->v_trap += (u_int)cpus[i]->c_trap;
		m->v_syscall += (u_int)cpus[i]->c_syscall;
		m->v_intr += (u_int)cpus[i]->c_intr;
		m->v_vm_faults += (u_int)cpus[i]->c_fault;
	}
	if (first != 0)
		return;
	/* These are counted for all CPUs together. */
	m->v_cow_faults = (u_int)vm_meters.cow;
	m->v_cow_optim = (u_int)vm_meters.cow_optim;
	m->v_zfod = (u_int)vm_meters.zfod;
	m->v_vnodein = (u_int)vm_meters.vnodein;
	m->v_vnodepgsin = (u_int)vm_meters.vnodepgsin;
	m->v_vnodeout = (u_int)vm_meters.vnodeout;
	m->v_vnodepgsout = (u_int)vm_meters.vnodepgsout;
	m->v_reactivated = (u_int)vm_meters.reactivated;
	m->v_pdwakeups = (u_int)vm_meters.pdwakeups;
	m->v_pdpages = (u_int)vm_meters.pdpages;
	m->v_tfree = (u_int)vm_meters.tfree;
	m->v_forks = (u_int)vm_meters.forks;
	m->v_vforks = (u_int)vm_meters.vforks;
	m->v_rforks = (u_int)vm_meters.rforks;
	m->v_forkpages = (u_int)vm_meters.forkpages;
	m->v_vforkpages = (u_int)vm_meters.vforkpages;
	m->v_rforkpages = (u_int)vm_meters.rforkpages;
	m->v_exec = (u_int)vm_meters.execs;
}

static void
stats_fill(struct vmstats *s)
{
	struct vm_counts vc;

	memset(s, 0, sizeof(*s));
	vm_counts(&vc);
	s->v_page_size = PAGE_SIZE;
	s->v_page_count = (long)vc.total;
	s->v_free_reserved = (long)vm_free_reserved;
	s->v_free_target = (long)vm_free_target;
	s->v_free_min = (long)vm_free_min;
	s->v_pageout_free_min = (long)vm_free_reserved;
	s->v_free_count = (long)vc.free;
	s->v_wire_count = (long)vc.wired;
	s->v_active_count = (long)vc.active;
	s->v_inactive_target = (long)((vm_ninactive + vm_nactive) / 2);
	s->v_inactive_count = (long)vc.inactive;
	s->v_cache_count = (long)vc.cache;
}

static int
sysctl_vmmeter(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct vmmeter m;

	meter_fill(&m, 0, ncpus - 1);
	return (sysctl_out(req, &m, sizeof(m)));
}
SYSCTL_KPROC(vm_vmmeter, "vm.vmmeter", OID_AUTO, CTLTYPE_OPAQUE | CTLFLAG_RD,
    NULL, 0, sysctl_vmmeter, "S,vmmeter", "System statistics");

static int
sysctl_vmstats(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct vmstats s;

	stats_fill(&s);
	return (sysctl_out(req, &s, sizeof(s)));
}
SYSCTL_KPROC(vm_vmstats, "vm.vmstats", OID_AUTO, CTLTYPE_OPAQUE | CTLFLAG_RD,
    NULL, 0, sysctl_vmstats, "S,vmstats",
    "System virtual memory statistics");

/* vm.vmmeter and vm.vmstats a member each: arg2 is its offset. */
static int
sysctl_counter(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct vmmeter m;

	meter_fill(&m, 0, ncpus - 1);
	return (sysctl_out(req, (const char *)&m + oid->oid_arg2,
	    sizeof(u_int)));
}

static int
sysctl_stat(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct vmstats s;

	stats_fill(&s);
	return (sysctl_out(req, (const char *)&s + oid->oid_arg2,
	    sizeof(long)));
}

#define COUNTER(room, name, descr)					\
	SYSCTL_KPROC(vm_##name, "vm.stats." room "." #name, OID_AUTO,	\
	    CTLTYPE_UINT | CTLFLAG_RD, NULL,				\
	    offsetof(struct vmmeter, name), sysctl_counter, "IU", descr)
COUNTER("sys", v_swtch, "Context switches");
COUNTER("sys", v_trap, "Traps");
COUNTER("sys", v_syscall, "System calls");
COUNTER("sys", v_intr, "Interrupts");
COUNTER("vm", v_vm_faults, "Page faults");
COUNTER("vm", v_cow_faults, "Pages copied on write");
COUNTER("vm", v_cow_optim, "Pages written in place though shared once");
COUNTER("vm", v_zfod, "Pages filled with zeroes");
COUNTER("vm", v_vnodein, "Reads of files by pages");
COUNTER("vm", v_vnodepgsin, "Pages read from files");
COUNTER("vm", v_vnodeout, "Writes of files by pages");
COUNTER("vm", v_vnodepgsout, "Pages written to files");
COUNTER("vm", v_swapin, "Reads of swap");
COUNTER("vm", v_swapout, "Writes of swap");
COUNTER("vm", v_swappgsin, "Pages read from swap");
COUNTER("vm", v_swappgsout, "Pages written to swap");
COUNTER("vm", v_reactivated, "Inactive pages that were used again");
COUNTER("vm", v_pdwakeups, "Wakeups of the pageout daemon");
COUNTER("vm", v_pdpages, "Pages that the pageout daemon looked at");
COUNTER("vm", v_tfree, "Pages that the pageout daemon freed");
COUNTER("vm", v_forks, "Forks that copied an address space");
COUNTER("vm", v_forkpages, "Pages that forks made copy-on-write");

#define STAT(name, descr)						\
	SYSCTL_KPROC(vms_##name, "vm.stats.vm." #name, OID_AUTO,	\
	    CTLTYPE_LONG | CTLFLAG_RD, NULL,				\
	    offsetof(struct vmstats, name), sysctl_stat, "L", descr)
STAT(v_page_count, "Pages");
STAT(v_free_reserved, "Pages kept for the kernel");
STAT(v_free_target, "Free pages that the pageout daemon works for");
STAT(v_free_min, "Free pages below which it begins");
STAT(v_free_count, "Free pages");
STAT(v_wire_count, "Pages of the kernel");
STAT(v_active_count, "Pages in use");
STAT(v_inactive_target, "Inactive pages wanted");
STAT(v_inactive_count, "Pages of files not used of late");
STAT(v_cache_count, "Pages free but not forgotten");

#define LIMIT(name, nbr, descr)						\
	SYSCTL_KPROC(vmn_##name, "vm." #name, nbr,			\
	    CTLTYPE_ULONG | CTLFLAG_RD, NULL,				\
	    offsetof(struct vmstats, name), sysctl_stat, "LU", descr)
LIMIT(v_free_min, VM_V_FREE_MIN, "Free pages below which memory is made free");
LIMIT(v_free_target, VM_V_FREE_TARGET, "Free pages that are then wanted");
LIMIT(v_free_reserved, VM_V_FREE_RESERVED, "Pages kept for the kernel");

#define NSWAPDEV	4
static int page_size = PAGE_SIZE, no_swap, nswapdev = NSWAPDEV;
static long no_pages;
SYSCTL_KINT(vm_page_size, "vm.stats.vm.v_page_size", OID_AUTO, CTLFLAG_RD,
    &page_size, "Bytes in a page");
SYSCTL_KINT(vm_nswapdev, "vm.nswapdev", OID_AUTO, CTLFLAG_RD, &nswapdev,
    "Places for devices of swap");

/* There are places for devices of swap, and no device is in one. */
static int
sysctl_swap_info(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct xswdev xs;
	int error = 0;

	memset(&xs, 0, sizeof(xs));
	xs.xsw_size = sizeof(xs);
	xs.xsw_version = XSWDEV_VERSION;
	xs.xsw_dev = (dev_t)-1;
	xs.xsw_blksize = PAGE_SIZE;
	for (int i = 0; i < NSWAPDEV && error == 0; i++)
		error = sysctl_out(req, &xs, sizeof(xs));
	return (error);
}
SYSCTL_KPROC(vm_swap_info, "vm.swap_info_array", OID_AUTO, CTLTYPE_NODE |
    CTLFLAG_RD | CTLFLAG_SKIP, NULL, 0, sysctl_swap_info, "S,xswdev",
    "Swap by device");

static int
sysctl_nothing(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	return (0);
}
SYSCTL_KPROC(vm_resident, "vm.resident", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD | CTLFLAG_SKIP, NULL, 0, sysctl_nothing, "S,xresident",
    "Programs kept in memory");
SYSCTL_KINT(vm_swap_enabled, "vm.swap_enabled", OID_AUTO, CTLFLAG_RD, &no_swap,
    "Swap is used: never here");
SYSCTL_KLONG(vm_swap_size, "vm.swap_size", OID_AUTO, CTLFLAG_RD, &no_pages,
    "Pages of swap");
SYSCTL_KLONG(vm_swap_free, "vm.swap_free", OID_AUTO, CTLFLAG_RD, &no_pages,
    "Pages of swap that are free");
SYSCTL_KLONG(vm_swap_anon, "vm.swap_anon_use", OID_AUTO, CTLFLAG_RD, &no_pages,
    "Pages of swap that hold memory of programs");
SYSCTL_KLONG(vm_swap_cache, "vm.swap_cache_use", OID_AUTO, CTLFLAG_RD,
    &no_pages, "Pages of swap that hold pages of files");

static int
sysctl_oom(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	u_int n = (u_int)vm_meters.ooms;

	return (sysctl_out(req, &n, sizeof(n)));
}
SYSCTL_KPROC(vm_oomkills, "vm.oom_kills", OID_AUTO, CTLTYPE_UINT | CTLFLAG_RD,
    NULL, 0, sysctl_oom, "IU", "Processes killed because memory ran out");

/*
 * ---- vm.vmtotal ------------------------------------------------------------
 */

static void
count_lwps(struct proc *p, struct vmtotal *t)
{
	struct lwp *lp;

	spin_lock(&p->p_spin);
	TAILQ_FOREACH(lp, &p->p_lwps, lwp_list)
		switch (lp->lwp_thread->td_state) {
		case TDS_RUNNABLE:
		case TDS_RUNNING:
			t->t_rq++;
			break;
		case TDS_SLEEPING:
			if ((lp->lwp_thread->td_sflags & PCATCH) != 0)
				t->t_sl++;
			else
				t->t_dw++;
			break;
		default:
			break;
		}
	spin_unlock(&p->p_spin);
}

static bool
total_proc(struct proc *p, void *arg)
{
	struct vmtotal *t = arg;
	struct vmspace_info vi;
	struct vmspace *vs;

	if ((p->p_flags & P_SYSTEM) != 0)
		return (true);
	count_lwps(p, t);
	if ((vs = vmspace_get(p)) == NULL)
		return (true);
	vmspace_info(vs, &vi);
	vmspace_drop(vs);
	t->t_vm += (int64_t)(vi.size >> PAGE_SHIFT_K);
	t->t_rm += (long)vi.rssize;
	return (true);
}

static int
sysctl_vmtotal(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct vmtotal t;

	memset(&t, 0, sizeof(t));
	proc_foreach(total_proc, &t);
	t.t_avm = t.t_vm;
	t.t_arm = t.t_rm;
	t.t_free = (long)vm_nfree;
	return (sysctl_out(req, &t, sizeof(t)));
}
SYSCTL_KPROC(vm_vmtotal, "vm.vmtotal", OID_AUTO, CTLTYPE_OPAQUE | CTLFLAG_RD,
    NULL, 0, sysctl_vmtotal, "S,vmtotal",
    "System virtual memory aggregate");

/*
 * ---- hw.* ------------------------------------------------------------------
 */

enum { PM_BYTES, PM_USER, PM_PAGES };

/* arg2: all, what the kernel leaves of it, or all in pages. */
static int
sysctl_physmem(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	uint64_t bytes = vm_pool_off + vm_npages * PAGE_SIZE;

	if (oid->oid_arg2 == PM_USER)
		bytes = (vm_npages - (uint64_t)vm_nwired) * PAGE_SIZE;
	else if (oid->oid_arg2 == PM_PAGES)
		bytes /= PAGE_SIZE;
	return (sysctl_out(req, &bytes, sizeof(bytes)));
}
SYSCTL_KPROC(hw_physmem, "hw.physmem", HW_PHYSMEM, CTLTYPE_ULONG | CTLFLAG_RD,
    NULL, PM_BYTES, sysctl_physmem, "LU", "Bytes of memory");
SYSCTL_KPROC(hw_usermem, "hw.usermem", HW_USERMEM, CTLTYPE_ULONG | CTLFLAG_RD,
    NULL, PM_USER, sysctl_physmem, "LU",
    "Bytes of memory that is not the kernel's");
SYSCTL_KPROC(hw_availpages, "hw.availpages", OID_AUTO,
    CTLTYPE_LONG | CTLFLAG_RD, NULL, PM_PAGES, sysctl_physmem, "L",
    "Pages of memory");

/* Limits that depend on how much memory there is. */
void
vm_subr_init(void)
{
	uint64_t total, avail;

	kmem_stats(&total, &avail);
	vm_max_entries = (int)K_MIN(total / 4 / sizeof(struct vm_map_entry),
	    (uint64_t)vm_max_entries);
	vm_max_wired = (int64_t)(vm_npages / 3);
	vm_dirty_limit = (int64_t)(vm_npages / 6);
}
