/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syscall.c: serving one system call.
 *
 * Number in rax; arguments in rdi rsi rdx r10 r8 r9, then on the stack above the
 * return address.  syscall(2) and __syscall(2) have the real number as first
 * argument.  Success clears the carry flag, rax and rdx are the results;
 * failure sets it, rax is the errno.
 */
#include "sys/kktrace.h"
#include "sys/kmodule.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/ksysent.h"
#include "sys/kuio.h"
#include "platform/trap.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/syscall.h>

#define MAXARGS		8
#define CARRY		1UL
#define SYSCALL_LEN	2	/* bytes of the instruction */
#define MAXSYS		600

static volatile uint32_t nosys_counts[MAXSYS];	/* by number */
static volatile uint64_t nosys_other;		/* numbers beyond */

/* Gather n arguments; shift: registers that syscall(2) itself used up. */
static int
fetch_args(const struct uregs *tf, int n, int shift, uint64_t *args)
{
	const uint64_t regs[6] = { tf->tf_rdi, tf->tf_rsi, tf->tf_rdx,
	    tf->tf_r10, tf->tf_r8, tf->tf_r9 };
	int inregs = 6 - shift;

	for (int i = 0; i < inregs; i++)
		args[i] = regs[i + shift];
	if (n <= inregs)
		return (0);
	return (copyin((const void *)(tf->tf_rsp + 8), args + inregs,
	    (size_t)(n - inregs) * 8));
}

static void
count_nosys(uint64_t code)
{
	if (code < MAXSYS)
		atomic_add(&nosys_counts[code], 1);
	else
		atomic_add(&nosys_other, 1);
}

static void
set_result(struct uregs *tf, int error, const int64_t *rv)
{
	switch (error) {
	case 0:
		tf->tf_rax = (uint64_t)rv[0];
		tf->tf_rdx = (uint64_t)rv[1];
		tf->tf_rflags &= ~CARRY;
		break;
	case ERESTART:
		tf->tf_rip -= SYSCALL_LEN;
		break;
	case EJUSTRETURN:
		break;
	default:
		tf->tf_rax = (uint64_t)error;
		tf->tf_rflags |= CARRY;
		break;
	}
}

/* For ktrace(2): before and after the call. */
static void
trace_call(struct lwp *lp, int code, int narg, const uint64_t *args)
{
	if (ktr_wants(lp, KTR_SYSCALL))
		ktr_syscall(lp, code, narg, args);
	ktr_flush(lp);
}

static void
trace_return(struct lwp *lp, int code, int error, int64_t value)
{
	if (ktr_wants(lp, KTR_SYSRET))
		ktr_sysret(lp, code, error, value);
	ktr_flush(lp);
}

/* A number that is nobody's, or a module's. */
static int
call_module(struct lwp *lp, uint64_t code, int shift, uint64_t *args,
    int64_t *rv)
{
	const struct module_syscall *my = syscall_module(code);
	int error;

	if (my == NULL) {
		count_nosys(code);
		return (ENOSYS);
	}
	error = fetch_args(lp->lwp_frame, my->my_narg, shift, args);
	if (error == 0) {
		if (k_unlikely(lp->lwp_proc->p_traceflag != 0))
			trace_call(lp, (int)code, my->my_narg, args);
		error = my->my_call(lp, args, rv);
	}
	module_drop(my);
	return (error);
}

void
syscall_dispatch(struct lwp *lp)
{
	struct uregs *tf = lp->lwp_frame;
	uint64_t code = tf->tf_rax, args[MAXARGS];
	int64_t rv[2] = { 0, (int64_t)tf->tf_rdx };
	int shift = 0, error;

	lwp_refresh_cred(lp);
	if (code == SYS_syscall || code == SYS___syscall) {
		code = tf->tf_rdi;
		shift = 1;
	}
	lp->lwp_sysnum = (int)code;
	if (code >= (uint64_t)nsysent || sysent[code].sy_call == NULL)
		error = call_module(lp, code, shift, args, rv);
	else {
		error = fetch_args(tf, sysent[code].sy_narg, shift, args);
		if (error == 0) {
			if (k_unlikely(lp->lwp_proc->p_traceflag != 0))
				trace_call(lp, (int)code,
				    sysent[code].sy_narg, args);
			error = sysent[code].sy_call(lp, args, rv);
		}
	}
	set_result(tf, error, rv);
	if (k_unlikely(lp->lwp_proc->p_traceflag != 0))
		trace_return(lp, (int)code, error, rv[0]);
	lp->lwp_sysnum = -1;
	if (lp->lwp_sigheld)
		lwp_sigrelease(lp);
}

/* kern.nosys: calls that were answered ENOSYS: number, name, how often. */
static int
sysctl_nosys(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	char line[80];
	int error, n;

	for (int i = 0; i < MAXSYS; i++) {
		if (nosys_counts[i] == 0)
			continue;
		n = ksnprintf(line, sizeof(line), "%d %s %u\n", i,
		    i < nsysent && sysent[i].sy_name != NULL ?
		    sysent[i].sy_name : "-", nosys_counts[i]);
		if ((error = sysctl_out(req, line, (size_t)n)) != 0)
			return (error);
	}
	if (nosys_other != 0) {
		n = ksnprintf(line, sizeof(line), "%d- - %lu\n", MAXSYS,
		    nosys_other);
		if ((error = sysctl_out(req, line, (size_t)n)) != 0)
			return (error);
	}
	return (sysctl_out(req, "", 1));
}
SYSCTL_KPROC(kern_nosys, "kern.nosys", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_nosys, "A", "System calls that are not there, as called");
