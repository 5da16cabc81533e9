/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * procfs_files.c: the files of a process that are text: status, map, cmdline,
 * rlimit, etype.  All are read-only.
 */
#include <sys/errno.h>
#include <sys/param.h>
#include "sys/kmalloc.h"
#include "lib/libkern.h"
#include "vfs/procfs/procfs.h"
#include "vfs/vnode_impl.h"
#include "vm/vm.h"

#define TEXT_MAX	4096		/* of status, rlimit, cmdline */
#define MAP_MAX		(256 * 1024)	/* of map */

/* A text that grows in a buffer; what does not fit is lost and tx_full set. */
struct text {
	char	*tx_buf;
	size_t	 tx_size, tx_len;
	bool	 tx_full;
};

static int text_add(struct text *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static int
text_add(struct text *tx, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvsnprintf(tx->tx_buf + tx->tx_len, tx->tx_size - tx->tx_len, fmt,
	    ap);
	va_end(ap);
	if ((size_t)n >= tx->tx_size - tx->tx_len) {
		tx->tx_full = true;
		n = 0;
	}
	tx->tx_len += (size_t)n;
	return (n);
}

/* The part of buf that the read asks for. */
static int
text_move(const char *buf, size_t len, struct kuio *uio)
{
	uint64_t off = (uint64_t)uio->uio_offset;

	if (uio->uio_offset < 0)
		return (EINVAL);
	if (off >= len)
		return (0);
	return (kuiomove((void *)(uintptr_t)(buf + off), len - off, uio));
}

static int
text_alloc(struct text *tx, size_t size)
{
	tx->tx_buf = kmalloc(size, M_TEMP, M_WAITOK);
	tx->tx_size = size;
	tx->tx_len = 0;
	tx->tx_full = false;
	return (tx->tx_buf == NULL ? ENOMEM : 0);
}

/* Times as "seconds,microseconds". */
static void
text_time(struct text *tx, int64_t ns)
{
	text_add(tx, " %ld,%ld", (long)(ns / NS_PER_S),
	    (long)(ns % NS_PER_S / NS_PER_US));
}

/* Relations and terminal, which proctree_spin guards. */
static void
status_family(struct text *tx, struct proc *p)
{
	int ppid, pgid = 0, sid = 0;
	bool ctty = false, leader = false;
	dev_t tdev = (dev_t)-1;
	pid_t a, b;

	spin_lock(&proctree_spin);
	ppid = p->p_pptr != NULL ? p->p_pptr->p_pid : 0;
	if (p->p_pgrp != NULL) {
		struct session *s = p->p_pgrp->pg_session;

		pgid = p->p_pgrp->pg_id;
		sid = s->s_leader != NULL ? s->s_leader->p_pid : 0;
		ctty = s->s_ttyvp != NULL;
		leader = s->s_leader == p;
		if ((p->p_flags & P_CONTROLT) != 0 && s->s_ttyp != NULL &&
		    tty_kinfo != NULL)
			tty_kinfo(s->s_ttyp, &tdev, &a, &b);
	}
	spin_unlock(&proctree_spin);
	text_add(tx, " %d %d %d %d ", p->p_pid, ppid, pgid, sid);
	if (tdev != (dev_t)-1)
		text_add(tx, "%d,%d ", major(tdev), minor(tdev));
	else
		text_add(tx, "-1,-1 ");
	text_add(tx, "%s%s%s", ctty ? "ctty" : "", ctty && leader ? "," : "",
	    leader ? "sldr" : ctty ? "" : "noflags");
}

int
pfs_status(struct proc *p, struct kuio *uio)
{
	char comm[MAXCOMLEN + 1], wmesg[16] = "nochan";
	int64_t user, sys;
	struct ucred *cr;
	struct text tx;
	struct lwp *lp;
	int error, i;

	error = text_alloc(&tx, TEXT_MAX);
	if (error != 0)
		return (error);
	spin_lock(&p->p_spin);
	memcpy(comm, p->p_comm, sizeof(comm));
	lp = proc_firstlwp(p);
	if (lp != NULL && lp->lwp_thread->td_wmesg != NULL)
		(void)strlcpy(wmesg, lp->lwp_thread->td_wmesg, sizeof(wmesg));
	spin_unlock(&p->p_spin);
	comm[MAXCOMLEN] = '\0';
	text_add(&tx, "%s", comm);
	status_family(&tx, p);
	proc_cputime(p, &user, &sys);
	text_time(&tx, p->p_start);
	text_time(&tx, user);
	text_time(&tx, sys);
	cr = proc_cred(p);
	text_add(&tx, " %s %u %u %u", wmesg, cr->cr_uid, cr->cr_ruid,
	    cr->cr_rgid);
	for (i = 0; i < cr->cr_ngroups; i++)
		text_add(&tx, ",%u", cr->cr_groups[i]);
	cred_free(cr);
	text_add(&tx, " -\n");
	error = text_move(tx.tx_buf, tx.tx_len, uio);
	kfree(tx.tx_buf, M_TEMP);
	return (error);
}

struct map_entry {
	struct vm_entry_info me_info;
	struct vnode	*me_vp;		/* referenced */
};

struct map_walk {
	struct map_entry *mw_entries;
	int		 mw_count, mw_max;
};

static bool
map_collect(const struct vm_entry_info *info, void *arg)
{
	struct map_walk *mw = arg;
	struct map_entry *me;

	if (mw->mw_count == mw->mw_max)
		return (false);
	me = &mw->mw_entries[mw->mw_count++];
	me->me_info = *info;
	me->me_vp = info->vp;
	if (me->me_vp != NULL)
		vref(me->me_vp);
	return (true);
}

/* start end resident private object access refs shadows flags COW NC type path */
static void
map_line(struct text *tx, struct map_entry *me, char *pathbuf)
{
	const struct vm_entry_info *in = &me->me_info;
	char *path;

	if (me->me_vp == NULL || cache_fullpath(me->me_vp, rootvnode, pathbuf,
	    MAXPATHLEN, &path) != 0)
		path = __DECONST_K(char *, "-");
	text_add(tx, "0x%lx 0x%lx %d %d 0x%lx %s%s%s %d %d 0x%x %s %s %s %s\n",
	    in->start, in->end, in->resident, in->resident, 0UL,
	    (in->prot & PROT_READ) != 0 ? "r" : "-",
	    (in->prot & PROT_WRITE) != 0 ? "w" : "-",
	    (in->prot & PROT_EXEC) != 0 ? "x" : "-",
	    1, 0, 0, (in->flags & MAP_SHARED) != 0 ? "NCOW" : "COW",
	    "NNC", me->me_vp != NULL ? "vnode" : "default", path);
}

int
pfs_map(struct proc *p, struct kuio *uio)
{
	struct map_walk mw = { NULL, 0, 1024 };
	struct vmspace *vm;
	struct text tx;
	char *pathbuf;
	int error, i;

	/* One read gets it all: offsets would not mean the same next time. */
	if (uio->uio_offset != 0)
		return (0);
	vm = proc_vmspace(p);
	if (vm == NULL)
		return (0);
	error = text_alloc(&tx, MAP_MAX);
	mw.mw_entries = kmalloc((size_t)mw.mw_max * sizeof(*mw.mw_entries),
	    M_TEMP, M_WAITOK);
	pathbuf = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK);
	if (mw.mw_entries == NULL || pathbuf == NULL)
		error = ENOMEM;
	if (error == 0)
		vmspace_walk(vm, map_collect, &mw);
	vmspace_drop(vm);
	for (i = 0; i < mw.mw_count; i++) {
		map_line(&tx, &mw.mw_entries[i], pathbuf);
		if (mw.mw_entries[i].me_vp != NULL)
			vrele(mw.mw_entries[i].me_vp);
	}
	if (error == 0 && (tx.tx_full || tx.tx_len > uio->uio_resid))
		error = EFBIG;
	if (error == 0)
		error = text_move(tx.tx_buf, tx.tx_len, uio);
	kfree(pathbuf, M_TEMP);
	kfree(mw.mw_entries, M_TEMP);
	kfree(tx.tx_buf, M_TEMP);
	return (error);
}

/* The arguments, NUL separated; only the name of what the caller may not see. */
int
pfs_cmdline(struct proc *p, struct kuio *uio, struct ucred *cred)
{
	bool see = pfs_trespass(p, cred) == 0;
	size_t len, size;
	char *buf;
	int error;

	size = p->p_argslen + MAXCOMLEN + 1;
	buf = kmalloc(size, M_TEMP, M_WAITOK);
	if (buf == NULL)
		return (ENOMEM);
	spin_lock(&p->p_spin);
	if (see && p->p_args != NULL) {
		len = K_MIN(p->p_argslen, size);
		memcpy(buf, p->p_args, len);
	} else {
		len = strnlen(p->p_comm, MAXCOMLEN);
		memcpy(buf, p->p_comm, len);
	}
	spin_unlock(&p->p_spin);
	error = text_move(buf, len, uio);
	kfree(buf, M_TEMP);
	return (error);
}

int
pfs_rlimit(struct proc *p, struct kuio *uio)
{
	static const char *const names[RLIM_NLIMITS] = {
		"cpu", "fsize", "data", "stack", "core", "rss", "memlock",
		"nproc", "nofile", "sbsize", "vmem", "posixlock",
	};
	struct rlimit rl[RLIM_NLIMITS];
	struct text tx;
	int error, i;

	error = text_alloc(&tx, TEXT_MAX);
	if (error != 0)
		return (error);
	spin_lock(&p->p_spin);
	memcpy(rl, p->p_limit->pl_rlimit, sizeof(rl));
	spin_unlock(&p->p_spin);
	for (i = 0; i < RLIM_NLIMITS; i++) {
		text_add(&tx, "%s ", names[i]);
		if (rl[i].rlim_cur == RLIM_INFINITY)
			text_add(&tx, "-1 ");
		else
			text_add(&tx, "%lld ", (long long)rl[i].rlim_cur);
		if (rl[i].rlim_max == RLIM_INFINITY)
			text_add(&tx, "-1\n");
		else
			text_add(&tx, "%lld\n", (long long)rl[i].rlim_max);
	}
	error = text_move(tx.tx_buf, tx.tx_len, uio);
	kfree(tx.tx_buf, M_TEMP);
	return (error);
}

int
pfs_etype(struct proc *p, struct kuio *uio)
{
	static const char name[] = "DragonFly ELF64\n";

	if ((p->p_flags & P_SYSTEM) != 0)
		return (0);
	return (text_move(name, sizeof(name) - 1, uio));
}
