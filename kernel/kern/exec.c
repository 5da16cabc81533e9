/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec.c: execve(2): a process becomes another program.
 *
 * First everything that can fail and leave the old image as it was: path, rights,
 * the file's and its dynamic linker's headers, memory for what follows.  Then
 * the other LWPs end and the address space goes; from there on a failure
 * ends the process (SIGABRT).
 *
 * An image's vnode counts in v_execcount while it is being looked at and while
 * it runs, so that nobody can write to it (ETXTBSY).
 *
 * Locks: v_lock while a file is checked; p_spin.
 */
#include <sys/acct.h>
#include <sys/wait.h>
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include "sys/kktrace.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/exec_int.h"
#include "kern/filedesc.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vfs/namei.h"
#include "vm/vm.h"
#include "vm/vm_daemon.h"

/* Bytes of arguments that are kept for ps(1), at most. */
static int64_t args_cached = 1024;
SYSCTL_KLONG(ps_arg_cache, "kern.ps_arg_cache_limit", OID_AUTO, CTLFLAG_RW,
    &args_cached, "Largest arguments that the kernel keeps for ps");

/* ENOMEM when the image is beyond the process's limits. */
static int
exec_limits(struct exec_image *im)
{
	struct proc *p = im->im_lp->lwp_proc;
	uint64_t data = 0, total = 0;

	for (int i = 0; i < im->im_main.el_nseg; i++) {
		const struct exec_seg *es = &im->im_main.el_seg[i];

		total += es->es_memsz;
		if ((es->es_prot & PROT_WRITE) != 0)
			data += es->es_memsz;
	}
	if (data > proc_limit(p, RLIMIT_DATA) ||
	    total > proc_limit(p, RLIMIT_VMEM))
		return (ENOMEM);
	return (0);
}

/* The new program's space: fresh if others use the old one.  No way back. */
static void
exec_newspace(struct proc *p, struct vmspace *fresh)
{
	struct vmspace *old;

	if (fresh == NULL) {
		vmspace_reset(p->p_vmspace);
		return;
	}
	spin_lock(&p->p_spin);
	old = p->p_vmspace;
	p->p_vmspace = fresh;
	p->p_flags &= ~P_SHAREDVM;
	spin_unlock(&p->p_spin);
	if (old != NULL)
		vmspace_drop(old);
}

/* Break and sizes for sbrk(2), ps(1) and limits. */
static void
exec_layout(struct exec_image *im)
{
	const struct exec_elf *el = &im->im_main;
	uintptr_t text = 0, data = 0, va;
	size_t tsize = 0, dsize = 0, size;

	for (int i = 0; i < el->el_nseg; i++) {
		const struct exec_seg *es = &el->el_seg[i];

		va = trunc_page(es->es_va);
		size = round_page(es->es_va + es->es_memsz) - va;
		if (el->el_entry - es->es_va < es->es_memsz) {
			text = va;
			tsize = size;
		} else if (va >= data) {
			data = va;
			dsize = size;
		}
	}
	if (dsize == 0)
		data = text + tsize;
	vmspace_setlayout(im->im_lp->lwp_proc->p_vmspace, text, tsize, data,
	    dsize, EXEC_STACKLOW, 128ul << 10);
}

static int
exec_load(struct exec_image *im)
{
	struct vmspace *vm = im->im_lp->lwp_proc->p_vmspace;
	int error;

	vm_defer(vm, true);
	error = elf_map(&im->im_main, vm);
	if (error == 0 && im->im_rtld.el_vp != NULL)
		error = elf_map(&im->im_rtld, vm);
	if (error == 0) {
		elf_warm(&im->im_main, vm);
		exec_layout(im);
		error = exec_stack_map(im);
	}
	if (error == 0)
		error = exec_stack_build(im);
	vm_defer(vm, false);
	return (error);
}

/* What must not be shared with others any more.  ENOMEM. */
static int
exec_unshare(struct proc *p)
{
	struct filedesc *ofd = p->p_fd, *nfd;
	struct sigacts *osa = p->p_sigacts, *nsa;
	int error;

	if (osa->ps_ref > 1) {
		if ((nsa = sigacts_copy(osa)) == NULL)
			return (ENOMEM);
		spin_lock(&p->p_spin);
		p->p_sigacts = nsa;
		spin_unlock(&p->p_spin);
		sigacts_drop(osa);
	}
	if (ofd->fd_ref > 1) {
		if ((error = fdesc_copy(ofd, &nfd)) != 0)
			return (error);
		spin_lock(&p->p_spin);
		p->p_fd = nfd;
		spin_unlock(&p->p_spin);
		fdesc_drop(ofd);
	}
	return (0);
}

/* Set-user-id and set-group-id, saved ids, P_SUGID. */
static int
exec_creds(struct exec_image *im)
{
	struct lwp *lp = im->im_lp;
	struct proc *p = lp->lwp_proc;
	const struct vattr *va = &im->im_va;
	struct ucred *cr = lp->lwp_cred, *nc;
	bool setid, suid, sgid;
	int error;

	suid = (va->va_mode & S_ISUID) != 0 && cr->cr_uid != va->va_uid;
	sgid = (va->va_mode & S_ISGID) != 0 &&
	    cr->cr_groups[0] != va->va_gid;
	setid = (suid || sgid) && (p->p_flags & P_TRACED) == 0 &&
	    (im->im_main.el_vp->v_mount->mnt_flag & MNT_NOSUID) == 0;
	if (setid && (error = fdesc_check_std(p->p_fd)) != 0)
		return (error);
	if (setid || cr->cr_svuid != cr->cr_uid ||
	    cr->cr_svgid != cr->cr_groups[0]) {
		if ((nc = cred_dup(cr)) == NULL)
			return (ENOMEM);
		if (setid && suid)
			nc->cr_uid = va->va_uid;
		if (setid && sgid)
			nc->cr_groups[0] = va->va_gid;
		nc->cr_svuid = nc->cr_uid;
		nc->cr_svgid = nc->cr_groups[0];
		proc_setcred(p, nc);
		lwp_refresh_cred(lp);
		cr = lp->lwp_cred;
	}
	if (setid)
		ktr_setid(lp);
	spin_lock(&p->p_spin);
	if (setid)
		p->p_flags |= P_SUGID;
	else if (cr->cr_uid == cr->cr_ruid && cr->cr_groups[0] == cr->cr_rgid)
		p->p_flags &= ~P_SUGID;
	spin_unlock(&p->p_spin);
	return (0);
}

void
proc_args_set(struct proc *p, const char *buf, size_t len)
{
	char *args = (int64_t)len <= args_cached ? rcbuf_alloc(buf, len) : NULL, *old;

	spin_lock(&p->p_spin);
	old = p->p_args;
	p->p_args = args;
	p->p_argslen = args != NULL ? len : 0;
	spin_unlock(&p->p_spin);
	rcbuf_drop(old);
}

/* Names, numbers, arguments and vnode that ps(1), procfs and others see. */
static void
exec_identity(struct exec_image *im)
{
	struct exec_args *ea = im->im_args;
	struct lwp *lp = im->im_lp;
	struct proc *p = lp->lwp_proc;
	const char *name;
	char *old;

	name = strrchr(ea->ea_path, '/');
	name = name != NULL ? name + 1 : ea->ea_path;
	spin_lock(&p->p_spin);
	strlcpy(p->p_comm, name, sizeof(p->p_comm));
	strlcpy(lp->lwp_thread->td_name, name,
	    sizeof(lp->lwp_thread->td_name));
	lp->lwp_name[0] = '\0';
	lp->lwp_tid = p->p_lasttid = 1;
	old = p->p_execpath;
	p->p_execpath = rcbuf_hold(im->im_execpath);
	p->p_flags |= P_EXEC;
	p->p_acflag &= (uint16_t)~AFORK;
	spin_unlock(&p->p_spin);
	rcbuf_drop(old);
	proc_args_set(p, ea->ea_buf, ea->ea_envoff);
	/* The count and reference move from the image to the process. */
	proc_settext(p, im->im_main.el_vp);
	im->im_main.el_vp = NULL;
}

/*
 * Replace the image.  0; an errno with the old image as it was; or the process
 * is no more.
 */
static int
exec_commit(struct exec_image *im)
{
	struct lwp *lp = im->im_lp;
	struct proc *p = lp->lwp_proc;
	struct vmspace *fresh = NULL;
	uintptr_t entry;
	int error;

	if ((error = exec_limits(im)) != 0)
		return (error);
	if ((error = proc_single()) != 0)
		return (error);
	if ((error = exec_unshare(p)) != 0)
		return (error);
	if ((p->p_flags & P_SHAREDVM) != 0 || p->p_vmspace == NULL) {
		if ((fresh = vmspace_alloc()) == NULL)
			return (ENOMEM);
	}
	upmap_exec(p, lp);
	exec_newspace(p, fresh);
	error = exec_load(im);
	if (error == 0)
		error = exec_creds(im);
	if (error != 0) {
		kprintf("pid %d (%s): exec of %s failed: error %d\n",
		    p->p_pid, p->p_comm, im->im_args->ea_path, error);
		return (-error);
	}
	fdesc_exec(p->p_fd);
	sigacts_exec(p, lp);
	entry = im->im_rtld.el_vp != NULL ? im->im_rtld.el_entry :
	    im->im_main.el_entry;
	exec_identity(im);
	lp->lwp_tls[0] = lp->lwp_tls[1] = 0;
	lwp_setregs(lp, entry, im->im_stack, p->p_psstrings);
	proc_vforkdone(p);
	METER(execs, 1);
	knote_fire(&p->p_klist, (long)NOTE_EXEC);
	if ((p->p_flags & P_TRACED) != 0)
		ksignal(p, SIGTRAP);
	return (0);
}

/* args are filled; they stay the caller's.  As exec_commit(). */
static int
kern_execve(struct lwp *lp, struct exec_args *ea)
{
	struct exec_image *im;
	int error;

	if ((im = kmalloc(sizeof(*im), M_TEMP, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	im->im_lp = lp;
	im->im_args = ea;
	if ((error = exec_prepare(im)) == 0)
		error = exec_commit(im);
	elf_release(&im->im_main);
	elf_release(&im->im_rtld);
	rcbuf_drop(im->im_execpath);
	kfree(im, M_TEMP);
	return (error);
}

/* execve(2). */
int
sys_execve(struct lwp *lp, const struct execve_args *uap, int64_t rv[2])
{
	struct exec_args ea;
	int error;

	if ((error = exec_args_alloc(&ea)) != 0)
		return (error);
	error = exec_args_copyin(&ea, uap->fname, uap->argv, uap->envv);
	if (error == 0)
		error = kern_execve(lp, &ea);
	exec_args_free(&ea);
	if (error < 0)
		exit1(W_EXITCODE(0, SIGABRT));
	return (error == 0 ? EJUSTRETURN : error);
}

/*
 * The kernel's own exec, of the first process: arguments from argv, no
 * environment.  0 or an errno, after which another path may be tried.
 */
int
exec_init(struct lwp *lp, const char *path, char *const argv[])
{
	struct exec_args ea;
	int error;

	if ((error = exec_args_alloc(&ea)) != 0)
		return (error);
	strlcpy(ea.ea_path, path, MAXPATHLEN);
	for (; *argv != NULL && error == 0; argv++)
		error = exec_args_add(&ea, *argv, false);
	if (error == 0)
		error = kern_execve(lp, &ea);
	exec_args_free(&ea);
	return (error < 0 ? -error : error);
}
