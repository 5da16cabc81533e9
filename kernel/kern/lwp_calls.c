/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwp_calls.c: system calls on light-weight processes: lwp_create(2), extexit(2),
 * set_tls_area(2), lwp_setname(2) and their like.
 *
 * Locks: p_spin.
 */
#include <sys/lwp.h>
#include <sys/tls.h>
#include <sys/unistd.h>
#include <machine/psl.h>
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "kern/sched_var.h"
#include "platform/trap.h"
#include "vm/vm.h"
#include "vm/vm_patch.h"

#define MAXLWPS		4096	/* of one process */
#define CANONICAL(a)	((uint64_t)(a) < VM_MAX_USER_ADDRESS)

static int
lwp_create_common(struct lwp *lp, struct lwp_params *uparams, uint32_t mask)
{
	struct proc *p = lp->lwp_proc;
	struct lwp_params lpar;
	const uint64_t nowhere = 0;
	struct lwp *nl;
	int error;

	if ((error = copyin(uparams, &lpar, sizeof(lpar))) != 0)
		return (error);
	if ((nl = lwp_alloc(p)) == NULL)
		return (ENOMEM);
	spin_lock(&p->p_spin);
	nl->lwp_tid = ++p->p_lasttid;
	spin_unlock(&p->p_spin);
	if ((error = lwp_context_copy(lp, nl)) != 0)
		goto fail;
	nl->lwp_cred = cred_hold(lp->lwp_cred);
	nl->lwp_sigmask = lp->lwp_sigmask;
	nl->lwp_rtprio_type = lp->lwp_rtprio_type;
	nl->lwp_rtprio_prio = lp->lwp_rtprio_prio;
	nl->lwp_tls[0] = lp->lwp_tls[0];
	nl->lwp_tls[1] = lp->lwp_tls[1];
	nl->lwp_frame->tf_rip = (uint64_t)lpar.lwp_func;
	nl->lwp_frame->tf_rdi = (uint64_t)lpar.lwp_arg;
	/* As if it had been called, from address 0: it must not return. */
	nl->lwp_frame->tf_rsp = (uint64_t)lpar.lwp_stack - sizeof(nowhere);
	nl->lwp_frame->tf_rflags &= ~(uint64_t)(PSL_T | PSL_C);
	error = copyout(&nowhere, (void *)nl->lwp_frame->tf_rsp,
	    sizeof(nowhere));
	if (error == 0 && lpar.lwp_tid1 != NULL)
		error = copyout(&nl->lwp_tid, lpar.lwp_tid1, sizeof(lwpid_t));
	if (error == 0 && lpar.lwp_tid2 != NULL)
		error = copyout(&nl->lwp_tid, lpar.lwp_tid2, sizeof(lwpid_t));
	if (error == 0)
		error = upmap_lwpnew(lp, nl);
	if (error == 0)
		error = lwp_start(nl, lwp_trampoline);
	if (error != 0)
		goto fail;
	if (mask != 0)
		thread_setmask(nl->lwp_thread, mask);
	spin_lock(&p->p_spin);
	if (p->p_nlwps >= MAXLWPS)
		error = EAGAIN;
	else if ((p->p_flags & P_SINGLE) != 0)
		nl->lwp_flags |= LWP_EXITING;
	if (error == 0) {
		if ((p->p_flags & P_STOPREQ) != 0 || nl->lwp_flags != 0)
			nl->lwp_ast |= AST_SIGNAL | AST_STOP;
		lwp_link(nl);
	}
	spin_unlock(&p->p_spin);
	if (error == 0) {
		thread_ready(nl->lwp_thread);
		return (0);
	}
	thread_free(nl->lwp_thread);
fail:
	lwp_free(nl);
	return (error);
}

/* lwp_create(2): EFAULT, EAGAIN too many, ENOMEM. */
int
sys_lwp_create(struct lwp *lp, const struct lwp_create_args *uap,
    int64_t rv[2])
{
	return (lwp_create_common(lp, uap->params, 0));
}

/* lwp_create2(2): also EINVAL when mask names no CPU that is there. */
int
sys_lwp_create2(struct lwp *lp, const struct lwp_create2_args *uap,
    int64_t rv[2])
{
	uint32_t mask = 0;
	int error;

	if (uap->mask != NULL &&
	    (error = cpumask_in(uap->mask, &mask)) != 0)
		return (error);
	return (lwp_create_common(lp, uap->params, mask));
}

int
sys_lwp_gettid(struct lwp *lp, const struct lwp_gettid_args *uap,
    int64_t rv[2])
{
	rv[0] = lp->lwp_tid;
	return (0);
}

/*
 * extexit(2): store status at addr when asked to, then end the LWP or the
 * process.  EINVAL for unknown requests, EFAULT.
 */
int
sys_extexit(struct lwp *lp, const struct extexit_args *uap, int64_t rv[2])
{
	int action = uap->how & 0xffff, who = uap->how & ~0xffff, error;

	switch (action) {
	case EXTEXIT_SIMPLE:
		break;
	case EXTEXIT_SETINT:
		if ((error = copyout(&uap->status, uap->addr,
		    sizeof(int))) != 0)
			return (error);
		break;
	default:
		return (EINVAL);
	}
	if (who == EXTEXIT_LWP) {
		spin_lock(&lp->lwp_proc->p_spin);
		if (lp->lwp_proc->p_nlwps > 1) {
			spin_unlock(&lp->lwp_proc->p_spin);
			lwp_exit1();
		}
		spin_unlock(&lp->lwp_proc->p_spin);
	} else if (who != EXTEXIT_PROC)
		return (EINVAL);
	exit1((uap->status & 0xff) << 8);
}

/* set_tls_area(2): EINVAL for another area or size, or a kernel address. */
int
sys_set_tls_area(struct lwp *lp, const struct set_tls_area_args *uap,
    int64_t rv[2])
{
	struct tls_info info;
	int error;

	if (uap->which != TLS_WHICH_FS && uap->which != TLS_WHICH_GS)
		return (EINVAL);
	memset(&info, 0, sizeof(info));
	error = copyin(uap->info, &info, K_MIN(uap->infosize, sizeof(info)));
	if (error != 0)
		return (error);
	if (info.size < -1 || !CANONICAL(info.base))
		return (EINVAL);
	lp->lwp_tls[uap->which] = (uintptr_t)info.base;
	if (uap->which == TLS_WHICH_FS)
		lp->lwp_frame->tf_fsbase = (uint64_t)info.base;
	else {
		/* The gate can do without this register no more. */
		if (info.base != 0)
			vm_patch_undo(lp->lwp_proc->p_vmspace);
		lp->lwp_frame->tf_gsbase = (uint64_t)info.base;
	}
	return (0);
}

int
sys_get_tls_area(struct lwp *lp, const struct get_tls_area_args *uap,
    int64_t rv[2])
{
	struct tls_info info;

	if (uap->which != TLS_WHICH_FS && uap->which != TLS_WHICH_GS)
		return (EINVAL);
	memset(&info, 0, sizeof(info));
	info.base = (void *)(uap->which == TLS_WHICH_FS ?
	    lp->lwp_frame->tf_fsbase : lp->lwp_frame->tf_gsbase);
	info.size = -1;
	return (copyout(&info, uap->info, K_MIN(uap->infosize, sizeof(info))));
}

/* lwp_setname(2): ESRCH, EFAULT; what is too long is cut. */
int
sys_lwp_setname(struct lwp *lp, const struct lwp_setname_args *uap,
    int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	char name[MAXCOMLEN + 1] = "";
	struct lwp *o;
	int error = 0;

	if (uap->name != NULL) {
		error = copyinstr(uap->name, name, sizeof(name), NULL);
		if (error == ENAMETOOLONG)
			error = 0;
		name[MAXCOMLEN] = '\0';
	}
	if (error != 0)
		return (error);
	spin_lock(&p->p_spin);
	if ((o = lwp_lookup(p, uap->tid)) == NULL)
		error = ESRCH;
	else
		memcpy(o->lwp_name, name, sizeof(name));
	spin_unlock(&p->p_spin);
	return (error);
}

/* lwp_getname(2): ESRCH, ERANGE when there is no room. */
int
sys_lwp_getname(struct lwp *lp, const struct lwp_getname_args *uap,
    int64_t rv[2])
{
	struct proc *p = lp->lwp_proc;
	char name[MAXCOMLEN + 1];
	struct lwp *o;

	spin_lock(&p->p_spin);
	if ((o = lwp_lookup(p, uap->tid)) == NULL) {
		spin_unlock(&p->p_spin);
		return (ESRCH);
	}
	strlcpy(name, o->lwp_name[0] != '\0' ? o->lwp_name : p->p_comm,
	    sizeof(name));
	spin_unlock(&p->p_spin);
	if (strlen(name) + 1 > uap->len)
		return (ERANGE);
	return (copyout(name, uap->name, strlen(name) + 1));
}
