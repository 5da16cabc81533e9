/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec_find.c: the beginning of execve(2): which file is to run, may the caller
 * run it, what interpreter and dynamic linker does it ask for.  Nothing of
 * the caller's changes.
 *
 * Locks: v_lock while a file is checked.
 */
#include <machine/elf.h>
#include <sys/errno.h>
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/exec_int.h"
#include "kern/filedesc.h"
#include "kern/proc_int.h"
#include "vfs/namei.h"
#include "vm/vm.h"

#define RTLD_GAP	(32ul << 30)	/* between program data and linker */

/*
 * May cr execute vp?  vp locked.  EACCES: not a regular file, no x bit, noexec
 * mount; ENOEXEC empty; ETXTBSY open for writing.
 */
static int
exec_check(struct vnode *vp, struct vattr *va, struct ucred *cr)
{
	int error;

	if ((error = VOP(vp, getattr, va)) != 0)
		return (error);
	if (vp->v_type != VREG || (va->va_mode & 0111) == 0 ||
	    (vp->v_mount->mnt_flag & MNT_NOEXEC) != 0)
		return (EACCES);
	if ((error = VOP(vp, access, VEXEC, cr)) != 0)
		return (error);
	if (va->va_size == 0)
		return (ENOEXEC);
	if (atomic_load(&vp->v_writecount) != 0)
		return (ETXTBSY);
	(void)atomic_add(&vp->v_execcount, 1);
	return (0);
}

void
elf_release(struct exec_elf *el)
{
	if (el->el_vp != NULL) {
		(void)atomic_sub(&el->el_vp->v_execcount, 1);
		vrele(el->el_vp);
	}
	kfree(el->el_hdr, M_TEMP);
	el->el_vp = NULL;
	el->el_hdr = NULL;
}

/* Look path up, check it, read its first page. */
static int
exec_open(struct lwp *lp, const char *path, struct exec_elf *el,
    struct vattr *va)
{
	struct nlookup *nl;
	size_t resid = 0;
	int error;

	el->el_hdr = kmalloc(EXEC_HDRSIZE, M_TEMP, M_WAITOK | M_ZERO);
	nl = kmalloc(sizeof(*nl), M_TEMP, M_WAITOK);
	if (el->el_hdr == NULL || nl == NULL) {
		kfree(nl, M_TEMP);
		return (ENOMEM);
	}
	error = nlookup(nl, AT_FDCWD, path, NL_FOLLOW | NL_SYSSPACE);
	if (error == 0) {
		error = vn_lock(nl->nl_vp, LK_EXCLUSIVE);
		if (error == 0) {
			error = exec_check(nl->nl_vp, va, lp->lwp_cred);
			vn_unlock(nl->nl_vp);
		}
	}
	if (error == 0) {
		el->el_vp = nl->nl_vp;
		vref(el->el_vp);
		el->el_size = va->va_size;
	}
	nlookup_done(nl);
	kfree(nl, M_TEMP);
	if (error == 0)
		error = vn_rdwr(UIO_READ_K, el->el_vp, el->el_hdr,
		    K_MIN(el->el_size, (uint64_t)EXEC_HDRSIZE), 0, 0,
		    root_cred, &resid);
	return (error);
}

/* Absolute path of the image, for AT_EXECPATH and kern.proc.pathname. */
static void
exec_findpath(struct exec_image *im)
{
	const char *path = im->im_args->ea_path;
	struct vnode *root;
	char *buf, *start;

	if (path[0] == '/') {
		im->im_execpath = rcbuf_alloc(path, strlen(path) + 1);
		return;
	}
	if ((buf = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return;
	root = fdesc_root(im->im_lp->lwp_proc->p_fd);
	if (cache_fullpath(im->im_main.el_vp, root, buf, MAXPATHLEN,
	    &start) == 0)
		im->im_execpath = rcbuf_alloc(start, strlen(start) + 1);
	if (root != NULL)
		vrele(root);
	kfree(buf, M_TEMP);
}

int
exec_prepare(struct exec_image *im)
{
	struct exec_args *ea = im->im_args;
	struct exec_elf *el = &im->im_main;
	struct vattr *va;
	uintptr_t bias;
	size_t len;
	int error;

	error = exec_open(im->im_lp, ea->ea_path, el, &im->im_va);
	if (error != 0)
		return (error);
	len = K_MIN(el->el_size, (uint64_t)EXEC_HDRSIZE);
	if (el->el_hdr[0] == '#' && el->el_hdr[1] == '!') {
		if (im->im_script)
			return (ENOEXEC);
		if ((error = exec_script(ea, el->el_hdr, len)) != 0)
			return (error);
		im->im_script = true;
		elf_release(el);
		return (exec_prepare(im));
	}
	if (!elf_magic(el->el_hdr, len))
		return (ENOEXEC);
	if ((error = elf_plan(el, false, ET_DYN_LOAD_ADDR)) != 0)
		return (error);
	exec_findpath(im);
	if (el->el_interp == NULL)
		return (0);
	if ((va = kmalloc(sizeof(*va), M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = exec_open(im->im_lp, el->el_interp, &im->im_rtld, va);
	kfree(va, M_TEMP);
	if (error != 0)
		return (error);
	if (!elf_magic(im->im_rtld.el_hdr, (size_t)im->im_rtld.el_size))
		return (ENOEXEC);
	bias = elf_end(el) + RTLD_GAP;
	error = elf_plan(&im->im_rtld, true, bias);
	if (error == 0 && im->im_rtld.el_bias == 0)
		error = ENOEXEC;
	return (error);
}
