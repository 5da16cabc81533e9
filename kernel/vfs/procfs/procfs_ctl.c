/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs_ctl.c: what debuggers use: memory, registers, control.
 *
 * Registers can be had of a process that is stopped, or of oneself.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include <sys/ptrace.h>
#include <machine/reg.h>
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "lib/libkern.h"
#include "platform/trap.h"
#include "vfs/procfs/procfs.h"
#include "vm/vm.h"

#define CTL_MAX		16		/* longest command */

int
pfs_mem(struct proc *p, struct kuio *uio)
{
	struct vmspace *vm;
	uintptr_t addr;
	size_t n;
	char *buf;
	int error = 0;

	buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK);
	if (buf == NULL)
		return (ENOMEM);
	vm = proc_vmspace(p);
	if (vm == NULL)
		error = EIO;
	while (error == 0 && uio->uio_resid > 0) {
		addr = (uintptr_t)uio->uio_offset;
		n = K_MIN(uio->uio_resid, PAGE_SIZE - (addr & PAGE_MASK));
		if (uio->uio_rw == UIO_READ_K) {
			error = vmspace_copyin(vm, addr, buf, n);
			if (error == 0)
				error = kuiomove(buf, n, uio);
		} else {
			error = kuiomove(buf, n, uio);
			if (error == 0)
				error = vmspace_copyout(vm, buf, addr, n, true);
		}
	}
	if (vm != NULL)
		vmspace_drop(vm);
	kfree(buf, M_TEMP);
	return (error);
}

union allregs {
	struct reg	r;
	struct fpreg	f;
	struct dbreg	d;
};

/* Debug registers are not given to programs here: they read as zero. */
static int
regs_get(struct lwp *lp, enum pfs_type type, union allregs *u)
{
	bzero(u, sizeof(*u));
	if (type == PFS_REGS)
		lwp_getregs(lp, &u->r);
	else if (type == PFS_FPREGS)
		return (lwp_fpu_get(lp, &u->f, sizeof(u->f)));
	return (0);
}

static int
regs_set(struct lwp *lp, enum pfs_type type, const union allregs *u)
{
	if (type == PFS_REGS)
		return (lwp_setregs_checked(lp, &u->r));
	if (type == PFS_FPREGS)
		return (lwp_fpu_set(lp, &u->f, sizeof(u->f)));
	return (EOPNOTSUPP);
}

int
pfs_regs(struct proc *p, enum pfs_type type, struct kuio *uio)
{
	size_t size = type == PFS_REGS ? sizeof(struct reg) :
	    type == PFS_FPREGS ? sizeof(struct fpreg) : sizeof(struct dbreg);
	uint64_t off = (uint64_t)uio->uio_offset;
	bool writes = uio->uio_rw == UIO_WRITE_K;
	union allregs u;
	struct lwp *lp;
	int error;

	if (uio->uio_offset < 0)
		return (EINVAL);
	if (off >= size)
		return (0);
	spin_lock(&p->p_spin);
	lp = p == curproc ? curlwp : proc_firstlwp(p);
	if (lp == NULL)
		error = EINVAL;
	else if (p != curproc && p->p_state != PS_STOPPED)
		error = EBUSY;
	else
		error = regs_get(lp, type, &u);
	spin_unlock(&p->p_spin);
	if (error == 0)
		error = kuiomove((char *)&u + off, size - off, uio);
	if (error != 0 || !writes)
		return (error);
	spin_lock(&p->p_spin);
	lp = p == curproc ? curlwp : proc_firstlwp(p);
	if (lp == NULL || p->p_state != PS_STOPPED)
		error = EBUSY;
	else
		error = regs_set(lp, type, &u);
	spin_unlock(&p->p_spin);
	return (error);
}

/* Wait until a process that we trace has stopped, or is gone. */
static int
ctl_wait(struct proc *p)
{
	bool stopped, traced;
	int error = 0;

	for (;;) {
		spin_lock(&p->p_spin);
		traced = (p->p_flags & P_TRACED) != 0;
		stopped = p->p_state == PS_STOPPED || p->p_state == PS_ZOMBIE;
		spin_unlock(&p->p_spin);
		if (!traced)
			return (EBUSY);
		if (stopped || error != 0)
			return (error);
		/* Stops wake the tracer, which need not be us. */
		error = tsleep(&p->p_state, PCATCH, "procfsw", NS_PER_S / 50);
		if (error == EWOULDBLOCK)
			error = 0;
	}
}

static int
ctl_trace(struct proc *p, int req)
{
	struct ptrace_args args;
	int64_t rv[2] = { 0, 0 };

	bzero(&args, sizeof(args));
	args.req = req;
	args.pid = p->p_pid;
	args.addr = (void *)1;
	return (sys_ptrace(curlwp, &args, rv));
}

static const struct { const char *name; int sig; } ctl_signals[] = {
	{ "hup", SIGHUP }, { "int", SIGINT }, { "quit", SIGQUIT },
	{ "ill", SIGILL }, { "trap", SIGTRAP }, { "abrt", SIGABRT },
	{ "iot", SIGABRT }, { "emt", SIGEMT }, { "fpe", SIGFPE },
	{ "kill", SIGKILL }, { "bus", SIGBUS }, { "segv", SIGSEGV },
	{ "sys", SIGSYS }, { "pipe", SIGPIPE }, { "alrm", SIGALRM },
	{ "term", SIGTERM }, { "urg", SIGURG }, { "stop", SIGSTOP },
	{ "tstp", SIGTSTP }, { "cont", SIGCONT }, { "chld", SIGCHLD },
	{ "ttin", SIGTTIN }, { "ttou", SIGTTOU }, { "io", SIGIO },
	{ "xcpu", SIGXCPU }, { "xfsz", SIGXFSZ }, { "vtalrm", SIGVTALRM },
	{ "prof", SIGPROF }, { "winch", SIGWINCH }, { "info", SIGINFO },
	{ "usr1", SIGUSR1 }, { "usr2", SIGUSR2 },
};

int
pfs_ctl(struct proc *p, struct kuio *uio)
{
	static const struct { const char *name; int req; } reqs[] = {
		{ "attach", PT_ATTACH }, { "detach", PT_DETACH },
		{ "step", PT_STEP }, { "run", PT_CONTINUE },
	};
	char cmd[CTL_MAX + 1];
	size_t i, len = uio->uio_resid;
	int error;

	if (uio->uio_offset != 0)
		return (EINVAL);
	if (len > CTL_MAX)
		return (EMSGSIZE);
	error = kuiomove(cmd, len, uio);
	uio->uio_offset = 0;	/* the next write is another command */
	if (error != 0)
		return (error);
	if (len > 0 && cmd[len - 1] == '\n')
		len--;
	cmd[len] = '\0';
	for (i = 0; i < NELEM(reqs); i++)
		if (strcmp(cmd, reqs[i].name) == 0)
			return (ctl_trace(p, reqs[i].req));
	if (strcmp(cmd, "wait") == 0)
		return (ctl_wait(p));
	for (i = 0; i < NELEM(ctl_signals); i++) {
		if (strcmp(cmd, ctl_signals[i].name) != 0)
			continue;
		error = proc_cansignal(curlwp->lwp_cred, p, ctl_signals[i].sig);
		if (error == 0)
			ksignal(p, ctl_signals[i].sig);
		return (error);
	}
	return (EOPNOTSUPP);
}
