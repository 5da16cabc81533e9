/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proc_answer.c: what kern.proc.args, cwd, pathname and sigtramp say of one
 * process.
 *
 * Locks: p_spin.
 */
#include <sys/exec.h>
#include <sys/kinfo.h>
#include <sys/upmap.h>
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vfs/namei.h"
#include "vm/vm.h"

static int ps_argsopen = 1;
SYSCTL_KINT(argsopen, "kern.ps_argsopen", OID_AUTO, CTLFLAG_RW, &ps_argsopen,
    "Everybody sees all arguments");

/* Arguments that were too long to keep: from the program's own stack. */
static int
args_from_stack(struct proc *p, struct sysctl_req *req)
{
	struct ps_strings ps;
	struct vmspace *vm;
	uint64_t first, last;
	uint8_t *buf;
	size_t n;
	int error;

	if (p->p_psstrings == 0 || (vm = proc_vmspace(p)) == NULL)
		return (0);
	buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK);
	error = buf == NULL ? ENOMEM :
	    vmspace_copyin(vm, p->p_psstrings, &ps, sizeof(ps));
	if (error == 0 && ps.ps_nargvstr > 0 && ps.ps_nargvstr < ARG_MAX) {
		error = vmspace_copyin(vm, (uintptr_t)ps.ps_argvstr, &first,
		    sizeof(first));
		/* The strings of the environment follow those of argv. */
		if (error == 0)
			error = vmspace_copyin(vm, (uintptr_t)ps.ps_envstr,
			    &last, sizeof(last));
		if (error == 0 && (last <= first || last - first > ARG_MAX))
			last = first;
		while (error == 0 && first < last) {
			n = K_MIN((size_t)(last - first), (size_t)PAGE_SIZE);
			error = vmspace_copyin(vm, first, buf, n);
			if (error == 0)
				error = sysctl_out(req, buf, n);
			first += n;
		}
	}
	kfree(buf, M_TEMP);
	vmspace_drop(vm);
	return (error == EFAULT ? 0 : error);
}

/* The title that the program wrote into its upmap page; 0 bytes: none. */
static size_t
upmap_title(struct proc *p, char *buf, size_t size)
{
	size_t n = 0;

	spin_lock(&p->p_spin);
	if (p->p_upmap != NULL && p->p_upmap->proc_title[0] != '\0') {
		memcpy(buf, p->p_upmap->proc_title, size);
		buf[size - 1] = '\0';
		n = strlen(buf) + 1;
	}
	spin_unlock(&p->p_spin);
	return (n);
}

static int
ps_args(struct proc *p, struct sysctl_req *req)
{
	char *args, *buf;
	size_t n;
	int error = 0;

	if (req->newptr != NULL) {
		if (req->lwp == NULL || p != req->lwp->lwp_proc)
			return (EPERM);
		if (req->newlen > PAGE_SIZE)
			return (ENOMEM);
	} else if (!ps_argsopen && req->lwp != NULL &&
	    cred_trespass(req->lwp->lwp_cred, p) != 0)
		return (0);
	if ((buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	if ((n = upmap_title(p, buf, UPMAP_MAXPROCTITLE)) != 0)
		error = sysctl_out(req, buf, n);
	else {
		spin_lock(&p->p_spin);
		args = rcbuf_hold(p->p_args);
		n = p->p_argslen;
		spin_unlock(&p->p_spin);
		if (args != NULL)
			error = sysctl_out(req, args, n);
		else
			error = args_from_stack(p, req);
		rcbuf_drop(args);
	}
	if (error == 0 && req->newptr != NULL) {
		n = req->newlen;
		if ((error = sysctl_in(req, buf, n)) == 0)
			proc_args_set(p, buf, n);
	}
	kfree(buf, M_TEMP);
	return (error);
}

static int
ps_pathname(struct proc *p, struct sysctl_req *req)
{
	char *path;
	int error = ENOENT;

	spin_lock(&p->p_spin);
	path = rcbuf_hold(p->p_execpath);
	spin_unlock(&p->p_spin);
	if (path != NULL)
		error = sysctl_out(req, path, strlen(path) + 1);
	rcbuf_drop(path);
	return (error);
}

static int
ps_cwd(struct proc *p, struct sysctl_req *req)
{
	struct vnode *cwd = NULL, *root = NULL;
	char *buf, *start;
	int error;

	if (req->lwp != NULL &&
	    (error = cred_trespass(req->lwp->lwp_cred, p)) != 0)
		return (error);
	if ((buf = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	spin_lock(&p->p_spin);
	if (p->p_fd != NULL) {
		cwd = fdesc_cwd(p->p_fd);
		root = fdesc_root(p->p_fd);
	}
	spin_unlock(&p->p_spin);
	error = cwd == NULL ? ENOENT :
	    cache_fullpath(cwd, root, buf, MAXPATHLEN, &start);
	if (error == 0)
		error = sysctl_out(req, start, strlen(start) + 1);
	if (cwd != NULL)
		vrele(cwd);
	if (root != NULL)
		vrele(root);
	kfree(buf, M_TEMP);
	return (error);
}

static int
ps_sigtramp(struct proc *p, struct sysctl_req *req)
{
	struct kinfo_sigtramp ks;

	memset(&ks, 0, sizeof(ks));
	ks.ksigtramp_start = (void *)p->p_sigcode;
	ks.ksigtramp_end = (char *)ks.ksigtramp_start + sigcode_size;
	return (sysctl_out(req, &ks, sizeof(ks)));
}

int
proc_answer(int what, struct proc *p, struct sysctl_req *req)
{
	switch (what) {
	case KERN_PROC_ARGS:
		return (ps_args(p, req));
	case KERN_PROC_CWD:
		return (ps_cwd(p, req));
	case KERN_PROC_PATHNAME:
		return (ps_pathname(p, req));
	default:
		return (ps_sigtramp(p, req));
	}
}
