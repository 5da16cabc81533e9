/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl_mib.c: variables that say what the kernel and the machine are.
 */
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/boot.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/kinfo.h>
#include <sys/syslimits.h>
#include <machine/vmparam.h>

static char ostype[] = "DragonFly";
static char osrelease[] = "5.9-DEVELOPMENT";
static char version[] = "DragonFly v5.9-DEVELOPMENT " KERN_IDENT "\n";
static char ident[] = KERN_IDENT;
static char vmm_guest[] = "vkernel";
static char machine[] = "x86_64";
static char platform_name[] = "vkernel64";
static char cpu_model[] = "vkernel64 virtual CPU";
static int osreldate = __DragonFly_version;
int securelevel = -1;
static int64_t hostid;
char hostname[MAXHOSTNAMELEN];
static char domainname[MAXHOSTNAMELEN];

#define STRING(sym, path, nbr, var, descr)				\
	SYSCTL_KSTRING(sym, path, nbr, CTLFLAG_RD, var, 0, descr)
#define CONSTANT(sym, path, nbr, value, descr)				\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_INT | CTLFLAG_RD, NULL, value, \
	    NULL, "I", descr)

STRING(kern_ostype, "kern.ostype", KERN_OSTYPE, ostype, "Operating system");
STRING(kern_osrelease, "kern.osrelease", KERN_OSRELEASE, osrelease,
    "Release of the operating system");
STRING(kern_version, "kern.version", KERN_VERSION, version, "Kernel version");
STRING(kern_ident, "kern.ident", OID_AUTO, ident, "Kernel configuration");
STRING(kern_vmm_guest, "kern.vmm_guest", OID_AUTO, vmm_guest,
    "Kind of virtual machine this is");
STRING(hw_machine, "hw.machine", HW_MACHINE, machine, "Machine class");
STRING(hw_machine_arch, "hw.machine_arch", HW_MACHINE_ARCH, machine,
    "Machine architecture");
STRING(hw_machine_platform, "hw.machine_platform", HW_MACHINE_PLATFORM,
    platform_name, "Machine platform");
STRING(hw_platform, "hw.platform", OID_AUTO, platform_name,
    "Machine platform");
STRING(hw_model, "hw.model", HW_MODEL, cpu_model, "Processor model");
SYSCTL_KSTRING(kern_domainname, "kern.domainname", KERN_NISDOMAINNAME,
    CTLFLAG_RW, domainname, sizeof(domainname), "NIS domain");
SYSCTL_KINT(kern_osreldate, "kern.osreldate", KERN_OSRELDATE, CTLFLAG_RD,
    &osreldate, "Release as a number");
SYSCTL_KLONG(kern_hostid, "kern.hostid", KERN_HOSTID, CTLFLAG_RW, &hostid,
    "Number of this machine");
SYSCTL_KINT(hw_ncpu, "hw.ncpu", HW_NCPU, CTLFLAG_RD, &ncpus,
    "Active processors");
SYSCTL_KINT(kern_ncpus, "kern.ncpus", OID_AUTO, CTLFLAG_RD, &ncpus,
    "Active processors");
/* No virtual kernel runs within a virtual kernel. */
CONSTANT(vm_vkernel_enable, "vm.vkernel_enable", OID_AUTO, 0,
    "Virtual kernels may run here");
CONSTANT(vfs_quota_enabled, "vfs.quota_enabled", OID_AUTO, 0,
    "Filesystems count what users have");
CONSTANT(kern_osrev, "kern.osrevision", KERN_OSREV, 199506, "BSD revision");
CONSTANT(kern_argmax, "kern.argmax", KERN_ARGMAX, ARG_MAX,
    "Bytes of arguments to execve");
CONSTANT(kern_ngroups, "kern.ngroups", KERN_NGROUPS, NGROUPS_MAX,
    "Supplementary groups of a process");
CONSTANT(kern_job_control, "kern.job_control", KERN_JOB_CONTROL, 1,
    "Job control is there");
CONSTANT(kern_saved_ids, "kern.saved_ids", KERN_SAVED_IDS, 1,
    "Saved set-user-id is there");
CONSTANT(kern_posix1, "kern.posix1version", KERN_POSIX1, 200112,
    "Version of POSIX");
CONSTANT(kern_iov_max, "kern.iov_max", KERN_IOV_MAX, IOV_MAX,
    "Elements of an I/O vector");
CONSTANT(hw_byteorder, "hw.byteorder", HW_BYTEORDER, 1234, "Byte order");
CONSTANT(hw_pagesize, "hw.pagesize", HW_PAGESIZE, PAGE_SIZE, "Page size");
CONSTANT(hw_floatingpoint, "hw.floatingpoint", HW_FLOATINGPT, 1,
    "Floating point is in hardware");
SYSCTL_DEF(kern_usrstack, "kern.usrstack", KERN_USRSTACK, CTLTYPE_LONG |
    CTLFLAG_RD, &(int64_t){ (int64_t)VM_MAX_USER_ADDRESS }, 0, NULL, "LU",
    "Top of the user stack");
CONSTANT(kern_fscale, "kern.fscale", OID_AUTO, FSCALE,
    "One, in fixed point numbers");
STRING(kern_bootfile, "kern.bootfile", KERN_BOOTFILE, boot_kernel_path,
    "The kernel's file");

/* Limits that processes begin with: arg2 is the limit, arg1 set for the hard one. */
static int
sysctl_limit(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	const struct rlimit *rl = &proc0.p_limit->pl_rlimit[oid->oid_arg2];
	int64_t value = oid->oid_arg1 != NULL ? rl->rlim_max : rl->rlim_cur;

	return (sysctl_handle_long(req, &value));
}
#define LIMIT(name, which, hard, descr)					\
	SYSCTL_KPROC(kern_##name, "kern." #name, OID_AUTO,		\
	    CTLTYPE_LONG | CTLFLAG_RD, hard, which, sysctl_limit, "LU",	\
	    descr)
LIMIT(maxdsiz, RLIMIT_DATA, &proc0, "Largest data of a program");
LIMIT(dfldsiz, RLIMIT_DATA, NULL, "Limit of data at first");
LIMIT(maxssiz, RLIMIT_STACK, &proc0, "Largest stack of a program");
LIMIT(dflssiz, RLIMIT_STACK, NULL, "Limit of the stack at first");
SYSCTL_DEF(kern_maxtsiz, "kern.maxtsiz", OID_AUTO, CTLTYPE_LONG | CTLFLAG_RD,
    &(int64_t){ (int64_t)MAXTSIZ }, 0, NULL, "LU", "Largest text of a program");

/* It can be raised, never lowered, by init's rules: see init(8). */
static int
sysctl_securelevel(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = securelevel, error;

	if ((error = sysctl_handle_int(req, &value)) != 0 ||
	    req->newptr == NULL)
		return (error);
	if (value < securelevel)
		return (EPERM);
	securelevel = value;
	return (0);
}
SYSCTL_KPROC(kern_securelevel, "kern.securelevel", KERN_SECURELVL,
    CTLTYPE_INT | CTLFLAG_RW, NULL, 0, sysctl_securelevel, "I",
    "Security level");

/* kern.cputime: a struct kinfo_cputime a CPU, in microseconds. */
static int
sysctl_cputime(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int error = 0;

	for (int i = 0; i < ncpus && error == 0; i++) {
		struct kinfo_cputime ct;
		const int64_t *t = cpus[i]->c_time;

		memset(&ct, 0, sizeof(ct));
		ct.cp_user = (uint64_t)t[CPT_USER] / 1000;
		ct.cp_nice = (uint64_t)t[CPT_NICE] / 1000;
		ct.cp_sys = (uint64_t)t[CPT_SYS] / 1000;
		ct.cp_intr = (uint64_t)t[CPT_INTR] / 1000;
		ct.cp_idle = (uint64_t)t[CPT_IDLE] / 1000;
		error = sysctl_out(req, &ct, sizeof(ct));
	}
	return (error);
}
SYSCTL_KPROC(kern_cputime, "kern.cputime", OID_AUTO, CTLTYPE_STRUCT |
    CTLFLAG_RD, NULL, 0, sysctl_cputime, "S,kinfo_cputime",
    "Time by kind and processor");

/* hw.clockrate: MHz of the time stamp counter; 0 when it is not constant. */
static int
sysctl_clockrate(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int mhz = (int)((machine_tsc_hz() + 500000) / 1000000);

	return (sysctl_out(req, &mhz, sizeof(mhz)));
}
SYSCTL_KPROC(hw_clockrate, "hw.clockrate", OID_AUTO, CTLTYPE_INT | CTLFLAG_RD,
    NULL, 0, sysctl_clockrate, "I", "Rate of the processors, MHz");

/* kern.cp_time: microseconds by kind over all processors. */
static int
sysctl_cp_time(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int64_t sum[5] = { 0 };

	for (int i = 0; i < ncpus; i++)
		for (int k = 0; k < 5; k++)
			sum[k] += cpus[i]->c_time[k] / NS_PER_US;
	return (sysctl_out(req, sum, sizeof(sum)));
}
SYSCTL_KPROC(kern_cp_time, "kern.cp_time", OID_AUTO, CTLTYPE_LONG |
    CTLFLAG_RD, NULL, 0, sysctl_cp_time, "LU", "Time by kind");

/* kern.cp_times: the same for each processor, one after the other. */
static int
sysctl_cp_times(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int64_t each[5];
	int error = 0;

	for (int i = 0; i < ncpus && error == 0; i++) {
		for (int k = 0; k < 5; k++)
			each[k] = cpus[i]->c_time[k] / NS_PER_US;
		error = sysctl_out(req, each, sizeof(each));
	}
	return (error);
}
SYSCTL_KPROC(kern_cp_times, "kern.cp_times", OID_AUTO, CTLTYPE_LONG |
    CTLFLAG_RD, NULL, 0, sysctl_cp_times, "LU",
    "Time by kind of each processor");
