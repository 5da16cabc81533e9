/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs.h: the inside of procfs(5): processes as directories.
 *
 * A node names a process by its pid and its p_forkid, so that a pid that is used
 * again does not give an old descriptor another process.  Vnodes are made anew
 * at each lookup and not kept.
 */
#ifndef _PROCFS_PROCFS_H_
#define _PROCFS_PROCFS_H_

#include "sys/kproc.h"
#include "sys/kuio.h"
#include "vfs/vnode.h"

enum pfs_type {
	PFS_ROOT, PFS_CURPROC, PFS_PROC,
	PFS_MEM, PFS_REGS, PFS_FPREGS, PFS_DBREGS, PFS_CTL, PFS_STATUS,
	PFS_NOTE, PFS_NOTEPG, PFS_MAP, PFS_ETYPE, PFS_CMDLINE, PFS_RLIMIT,
	PFS_FILE
};

struct pfs_node {
	enum pfs_type	 pn_type;
	pid_t		 pn_pid;	/* 0: root, curproc */
	uint64_t	 pn_forkid;
};

extern struct vnodeops procfs_vnodeops;
/* A new vnode of mp, referenced, unlocked.  ENOMEM, ENFILE. */
int	pfs_getvnode(struct mount *, enum pfs_type, pid_t, uint64_t forkid,
	    struct vnode **);
/* The process of a node, held (proc_release), or NULL. */
struct proc *pfs_find(const struct pfs_node *);
/* May the caller look into p, or change it?  0, EPERM. */
int	pfs_trespass(struct proc *, struct ucred *);

/* procfs_dir.c: numbers of files, unique by process and type; permission bits. */
uint64_t pfs_fileno(pid_t pid, enum pfs_type type);
mode_t	pfs_mode(enum pfs_type type);
/* For the switch; see struct vnodeops. */
int	procfs_lookup(struct vnode *dvp, const struct vname *vn,
	    struct vnode **vpp, struct ucred *cred);
int	procfs_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred,
	    bool *eof);

/* Each serves a read or write of its file; p is held.  procfs_files.c: */
int	pfs_status(struct proc *, struct kuio *);
int	pfs_map(struct proc *, struct kuio *);
int	pfs_cmdline(struct proc *, struct kuio *, struct ucred *);
int	pfs_rlimit(struct proc *, struct kuio *);
int	pfs_etype(struct proc *, struct kuio *);
/* procfs_ctl.c: */
int	pfs_mem(struct proc *, struct kuio *);
int	pfs_regs(struct proc *, enum pfs_type, struct kuio *);
int	pfs_ctl(struct proc *, struct kuio *);

#endif /* !_PROCFS_PROCFS_H_ */
