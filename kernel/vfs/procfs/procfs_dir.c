/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs_dir.c: the directories of procfs(5): the names in them, and how they
 * are found and listed.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "lib/libkern.h"
#include "vfs/procfs/procfs.h"
#include "vfs/vnode_impl.h"
#include "sys/kjail.h"

/* The files of a process, in the order in which they are listed. */
static const struct pfs_entry {
	const char	*pe_name;
	enum pfs_type	 pe_type;
	mode_t		 pe_mode;
} pfs_entries[] = {
	{ "mem",	PFS_MEM,	0600 },
	{ "regs",	PFS_REGS,	0600 },
	{ "fpregs",	PFS_FPREGS,	0600 },
	{ "dbregs",	PFS_DBREGS,	0600 },
	{ "ctl",	PFS_CTL,	0200 },
	{ "status",	PFS_STATUS,	0444 },
	{ "note",	PFS_NOTE,	0200 },
	{ "notepg",	PFS_NOTEPG,	0200 },
	{ "map",	PFS_MAP,	0444 },
	{ "etype",	PFS_ETYPE,	0444 },
	{ "cmdline",	PFS_CMDLINE,	0444 },
	{ "rlimit",	PFS_RLIMIT,	0444 },
	{ "file",	PFS_FILE,	0555 },
};
static const char *const pfs_self[] = { "curproc", "self" };

uint64_t
pfs_fileno(pid_t pid, enum pfs_type type)
{
	return (type == PFS_ROOT ? 2 : ((uint64_t)pid << 5) + 3 + type);
}

mode_t
pfs_mode(enum pfs_type type)
{
	size_t i;

	for (i = 0; i < NELEM(pfs_entries); i++)
		if (pfs_entries[i].pe_type == type)
			return (pfs_entries[i].pe_mode);
	return (type == PFS_CURPROC ? 0444 : 0555);
}

static bool
vname_is(const struct vname *vn, const char *s)
{
	return (strlen(s) == vn->vn_len &&
	    memcmp(vn->vn_name, s, vn->vn_len) == 0);
}

static int
lookup_root(struct vnode *dvp, const struct vname *vn, struct vnode **vpp)
{
	struct proc *p;
	int64_t pid = 0;
	size_t i;
	int error;

	for (i = 0; i < NELEM(pfs_self); i++)
		if (vname_is(vn, pfs_self[i]))
			return (pfs_getvnode(dvp->v_mount, PFS_CURPROC, 0, 0,
			    vpp));
	for (i = 0; i < vn->vn_len && pid <= INT32_MAX; i++) {
		if (vn->vn_name[i] < '0' || vn->vn_name[i] > '9')
			return (ENOENT);
		pid = pid * 10 + vn->vn_name[i] - '0';
	}
	if (pid > INT32_MAX || (vn->vn_name[0] == '0' && vn->vn_len > 1))
		return (ENOENT);
	p = proc_find((pid_t)pid, false);
	if (p == NULL)
		return (ENOENT);
	if (!jail_seesproc(curlwp->lwp_cred, p)) {
		proc_release(p);
		return (ENOENT);
	}
	error = pfs_getvnode(dvp->v_mount, PFS_PROC, p->p_pid, p->p_forkid,
	    vpp);
	proc_release(p);
	return (error);
}

int
procfs_lookup(struct vnode *dvp, const struct vname *vn, struct vnode **vpp,
    struct ucred *cred)
{
	struct pfs_node *pn = dvp->v_data;
	struct proc *p;
	size_t i;

	*vpp = NULL;
	if (pn->pn_type == PFS_ROOT)
		return (lookup_root(dvp, vn, vpp));
	if (pn->pn_type != PFS_PROC)
		return (ENOTDIR);
	if (vn->vn_isdotdot)
		return (pfs_getvnode(dvp->v_mount, PFS_ROOT, 0, 0, vpp));
	p = pfs_find(pn);
	if (p == NULL)
		return (ENOENT);
	proc_release(p);
	for (i = 0; i < NELEM(pfs_entries); i++)
		if (vname_is(vn, pfs_entries[i].pe_name))
			return (pfs_getvnode(dvp->v_mount,
			    pfs_entries[i].pe_type, pn->pn_pid, pn->pn_forkid,
			    vpp));
	return (ENOENT);
}

/* The smallest pids from pl_min on, in order. */
#define PIDS_AT_ONCE	64
struct pid_list {
	pid_t	pl_min;
	int	pl_count;
	pid_t	pl_pid[PIDS_AT_ONCE];
};

static bool
pids_add(struct proc *p, void *arg)
{
	struct pid_list *pl = arg;
	int i;

	if (p->p_pid < pl->pl_min || p->p_state == PS_ZOMBIE ||
	    !jail_seesproc(curlwp->lwp_cred, p))
		return (true);
	if (pl->pl_count == PIDS_AT_ONCE) {
		if (p->p_pid > pl->pl_pid[PIDS_AT_ONCE - 1])
			return (true);
		pl->pl_count--;
	}
	for (i = pl->pl_count++; i > 0 && pl->pl_pid[i - 1] > p->p_pid; i--)
		pl->pl_pid[i] = pl->pl_pid[i - 1];
	pl->pl_pid[i] = p->p_pid;
	return (true);
}

/* Cookies: 0 and 1 are "." and "..", then the links, then 4 + pid. */
static int
readdir_root(struct kuio *uio, bool *eof)
{
	struct pid_list pl;
	int64_t off = uio->uio_offset;
	int error = 0, full = 0, i;
	char name[16];

	for (; off < 4 && !full; off += !full)
		full = vop_helper_readdir(uio, off < 2 ? 2 :
		    pfs_fileno(0, PFS_CURPROC), off < 2 ? DT_DIR : DT_LNK,
		    off < 2 ? ".." : pfs_self[off - 2], off < 2 ?
		    (size_t)off + 1 : strlen(pfs_self[off - 2]), &error);
	while (!full && !*eof) {
		pl.pl_min = (pid_t)(off - 4);
		pl.pl_count = 0;
		proc_foreach(pids_add, &pl);
		*eof = pl.pl_count == 0;
		for (i = 0; i < pl.pl_count && !full; i++) {
			off = 4 + (int64_t)pl.pl_pid[i];
			ksnprintf(name, sizeof(name), "%d", pl.pl_pid[i]);
			full = vop_helper_readdir(uio,
			    pfs_fileno(pl.pl_pid[i], PFS_PROC), DT_DIR, name,
			    strlen(name), &error);
			off += !full;
		}
	}
	uio->uio_offset = off;
	return (error);
}

static int
readdir_proc(struct pfs_node *pn, struct kuio *uio, bool *eof)
{
	int64_t off = uio->uio_offset, last = 2 + (int64_t)NELEM(pfs_entries);
	const struct pfs_entry *pe;
	int error = 0, full = 0;

	for (; off < last && !full; off += !full) {
		if (off < 2) {
			full = vop_helper_readdir(uio, off == 0 ?
			    pfs_fileno(pn->pn_pid, PFS_PROC) : 2, DT_DIR, "..",
			    (size_t)off + 1, &error);
			continue;
		}
		pe = &pfs_entries[off - 2];
		full = vop_helper_readdir(uio, pfs_fileno(pn->pn_pid,
		    pe->pe_type), pe->pe_type == PFS_FILE ? DT_LNK : DT_REG,
		    pe->pe_name, strlen(pe->pe_name), &error);
	}
	*eof = off >= last;
	uio->uio_offset = off;
	return (error);
}

int
procfs_readdir(struct vnode *vp, struct kuio *uio, struct ucred *cred,
    bool *eof)
{
	struct pfs_node *pn = vp->v_data;

	*eof = false;
	if (uio->uio_offset < 0 || uio->uio_offset > INT32_MAX + 4LL)
		return (EINVAL);
	if (pn->pn_type == PFS_ROOT)
		return (readdir_root(uio, eof));
	if (pn->pn_type == PFS_PROC)
		return (readdir_proc(pn, uio, eof));
	return (ENOTDIR);
}
