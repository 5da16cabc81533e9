/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vfs_ddb.c: what the debugger shows of file systems, vnodes and open files.
 * The other CPUs stand still, and no lock is taken.
 */
#include <sys/file.h>
#include "kern/filedesc.h"
#include "sys/kddb.h"
#include "sys/kproc.h"
#include "vfs/vnode_impl.h"
#include "vm/vm.h"
#include "lib/libkern.h"

static const char *const vtypes[] = { "VNON", "VREG", "VDIR", "VBLK", "VCHR",
    "VLNK", "VSOCK", "VFIFO", "VBAD" };

static const char *
vtype_name(enum vtype t)
{
	return ((unsigned)t < NELEM(vtypes) ? vtypes[t] : "?");
}

DDB_SHOW(mount, "mounted file systems; one, by address, with its state")
{
	struct mount *mp;

	TAILQ_FOREACH(mp, &mountlist, mnt_list) {
		if (have && (uintptr_t)mp != addr)
			continue;
		kprintf("%p %s on %s (%s), flags %#x\n", (void *)mp,
		    mp->mnt_stat.f_mntfromname, mp->mnt_stat.f_mntonname,
		    mp->mnt_stat.f_fstypename, mp->mnt_flag);
		if (have)
			kprintf("  covers %p, root %p, data %p, busy %d, "
			    "kernel flags %#x\n", (void *)mp->mnt_covered,
			    (void *)mp->mnt_root, mp->mnt_data, mp->mnt_busy,
			    mp->mnt_kern);
	}
}

static void
vnode_line(struct vnode *vp)
{
	kprintf("%p %-5s use %d write %d exec %d flags %#x data %p object "
	    "%p%s\n", (void *)vp, vtype_name(vp->v_type), vp->v_usecount,
	    vp->v_writecount, vp->v_execcount, vp->v_flag, vp->v_data,
	    (void *)vp->v_object, vp->v_lock.lk_owner != NULL ||
	    vp->v_lock.lk_shared != 0 ? " locked" : "");
}

DDB_SHOW(vnodes, "vnodes by mount; /l: locked ones only")
{
	bool locked = strchr(modif, 'l') != NULL;
	struct vnode *vp;
	struct mount *mp;

	kprintf("%d vnodes, at most %d\n", numvnodes, maxvnodes);
	TAILQ_FOREACH(mp, &mountlist, mnt_list) {
		kprintf("of %s:\n", mp->mnt_stat.f_mntonname);
		TAILQ_FOREACH(vp, &mp->mnt_vnodes, v_list)
			if ((vp->v_flag & VN_MARKER) == 0 && (!locked ||
			    vp->v_lock.lk_owner != NULL ||
			    vp->v_lock.lk_shared != 0))
				vnode_line(vp);
	}
}

DDB_SHOW(vnode, "one vnode, by address")
{
	struct vnode *vp = (struct vnode *)addr;

	if (!have) {
		kprintf("show vnode address\n");
		return;
	}
	ddb_check(addr, sizeof(*vp));
	vnode_line(vp);
	kprintf("  mount %p (%s), lock: owner %p, %d share it, %d + %d wait\n",
	    (void *)vp->v_mount, vp->v_mount != NULL ?
	    vp->v_mount->mnt_stat.f_mntonname : "none",
	    (void *)vp->v_lock.lk_owner, vp->v_lock.lk_shared,
	    vp->v_lock.lk_waitx, vp->v_lock.lk_waits);
}

static const char *
dtype_name(int type)
{
	switch (type) {
	case DTYPE_VNODE:
		return ("vnode");
	case DTYPE_SOCKET:
		return ("socket");
	case DTYPE_PIPE:
		return ("pipe");
	case DTYPE_FIFO:
		return ("fifo");
	case DTYPE_KQUEUE:
		return ("kqueue");
	case DTYPE_MQUEUE:
		return ("mqueue");
	default:
		return ("?");
	}
}

DDB_SHOW(files, "open files of all processes; of one, by number or address")
{
	struct proc *one = have ? ddb_proc(addr, have) : NULL;
	struct filedesc *fdp;
	struct proc *p;
	struct file *fp;

	kprintf("  pid   fd type   count  flags data\n");
	TAILQ_FOREACH(p, &allproc, p_all) {
		if ((fdp = p->p_fd) == NULL || (one != NULL && p != one))
			continue;
		for (int fd = 0; fd <= fdp->fd_last; fd++) {
			if ((fp = fdp->fd_ents[fd].fe_file) == NULL)
				continue;
			kprintf("%5d %4d %-6s %5d %#6x %p at %ld\n",
			    (int)p->p_pid, fd, dtype_name(fp->f_type),
			    fp->f_count, fp->f_flag, fp->f_data,
			    (int64_t)fp->f_offset);
		}
	}
}
