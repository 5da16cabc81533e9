/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_start.c: what comes with the modules of a file appears, and goes: a linker
 * set after the other, of which one holds the modules and what they do themselves
 * when they hear MOD_LOAD and MOD_UNLOAD.
 *
 * A file is live from the end of kld_start() to kld_stop(): only then module_get()
 * lets somebody keep it, so that a start that fails half-way can always be undone.
 * To go, it first is live no more; when all CPUs have polled, cpus_sync(), who had
 * found something of it keeps it or has left.  If it is kept it is live again.
 * Else the modules end.  Code of it that gave up the last hold may still be on its
 * way out, as readers of lists may be at it: the memory goes after one more
 * cpus_sync().
 *
 * Locks: kld_lock is held by those who change anything.
 */
#include <sys/errno.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"
#include "sys/kddb.h"
#include "sys/kdev.h"
#include "sys/ksocket.h"
#include "sys/ksysctl.h"
#include "sys/ksysent.h"
#include "sys/thread.h"
#include "vfs/vnode.h"

static int
start_sysctl(void *entry)
{
	struct sysctl_oid *oid = entry;

	sysctl_tune(oid);
	return (sysctl_add(oid));
}

static void
stop_sysctl(void *entry)
{
	sysctl_remove(entry);
}

static int
start_module(void *entry)
{
	const struct module_def *md = entry;

	return (md->md_event != NULL ? md->md_event(MOD_LOAD, md->md_arg) : 0);
}

static void
stop_module(void *entry)
{
	const struct module_def *md = entry;

	if (md->md_event != NULL)
		(void)md->md_event(MOD_UNLOAD, md->md_arg);
}

static int
start_syscall(void *entry)
{
	return (syscall_register(entry));
}

static void
stop_syscall(void *entry)
{
	syscall_unregister(entry);
}

static int
start_protosw(void *entry)
{
	return (proto_register(entry));
}

static void
stop_protosw(void *entry)
{
	proto_unregister(entry);
}

static int
start_vfsops(void *entry)
{
	return (vfs_register(entry));
}

static void
stop_vfsops(void *entry)
{
	vfs_unregister(entry);
}

const struct kld_setinfo kld_setinfo[KLD_NSETS] = {
	[KS_MALLOC] = { "malloc_type", sizeof(struct malloc_type), NULL, NULL,
	    &malloc_types_more },
	[KS_SYSCTL] = { "sysctl", sizeof(struct sysctl_oid), start_sysctl,
	    stop_sysctl, NULL },
	[KS_MODULE] = { "module", sizeof(struct module_def), start_module,
	    stop_module, NULL },
	[KS_SYSCALL] = { "syscall", sizeof(struct module_syscall),
	    start_syscall, stop_syscall, NULL },
	[KS_PROTOSW] = { "protosw", sizeof(struct protosw), start_protosw,
	    stop_protosw, NULL },
	[KS_VFSOPS] = { "vfsops", sizeof(struct vfsops), start_vfsops,
	    stop_vfsops, NULL },
	[KS_SHOW] = { "ddb_show", sizeof(struct ddb_show), NULL, NULL,
	    &ddb_shows_more },
	[KS_COMMAND] = { "ddb_command", sizeof(struct ddb_command), NULL, NULL,
	    &ddb_commands_more },
};

/* What an entry calls itself, for messages. */
static const char *
entry_name(int kind, const void *entry)
{
	switch (kind) {
	case KS_SYSCTL:
		return (((const struct sysctl_oid *)entry)->oid_path);
	case KS_MODULE:
		return (((const struct module_def *)entry)->md_name);
	case KS_SYSCALL:
		return (((const struct module_syscall *)entry)->my_name);
	case KS_VFSOPS:
		return (((const struct vfsops *)entry)->vfs_name);
	}
	return ("");
}

static int
set_start(struct kld_file *kf, int kind)
{
	const struct kld_setinfo *si = &kld_setinfo[kind];
	struct kset *ks = &kf->kf_sets[kind];
	int error = 0;

	if (si->si_more != NULL) {
		if (ks->ks_count != 0)
			kset_add(si->si_more, ks);
		kf->kf_live[kind] = ks->ks_count;
	}
	while (error == 0 && kf->kf_live[kind] < ks->ks_count)
		if ((error = si->si_add(ks->ks_start[kf->kf_live[kind]])) == 0)
			kf->kf_live[kind]++;
	if (error != 0)
		kprintf("kldload: %s: %s %s refused: error %d\n", kf->kf_name,
		    si->si_name, entry_name(kind,
		    ks->ks_start[kf->kf_live[kind]]), error);
	return (error);
}

/* The last first. */
static void
set_stop(struct kld_file *kf, int kind)
{
	const struct kld_setinfo *si = &kld_setinfo[kind];
	struct kset *ks = &kf->kf_sets[kind];

	if (si->si_more != NULL) {
		kset_remove(si->si_more, ks);
		kf->kf_live[kind] = 0;
	}
	while (kf->kf_live[kind] > 0)
		si->si_remove(ks->ks_start[--kf->kf_live[kind]]);
}

static void
sets_stop(struct kld_file *kf)
{
	for (int kind = KLD_NSETS - 1; kind >= 0; kind--)
		set_stop(kf, kind);
	dev_module_destroy((uintptr_t)kf->kf_base, kf->kf_size);
	/* Handlers list kinds of memory. */
	sysctl_drain();
}

int
kld_start(struct kld_file *kf)
{
	int error = 0;

	kf->kf_constructed = true;
	for (size_t i = 0; i < kf->kf_init.ks_count; i++)
		((void (*)(void))kf->kf_init.ks_start[i])();
	for (int kind = 0; error == 0 && kind < KLD_NSETS; kind++)
		error = set_start(kf, kind);
	if (error != 0)
		sets_stop(kf);
	else
		atomic_store(&kf->kf_syms.sm_live, true);
	return (error);
}

int
kld_quiesce(struct kld_file *kf)
{
	struct module_def *md;
	int error = 0;

	for (size_t i = 0; error == 0 && i < kf->kf_nmodules; i++) {
		md = kf->kf_modules.ks_start[i];
		if (md->md_event != NULL)
			error = md->md_event(MOD_QUIESCE, md->md_arg);
	}
	return (error);
}

int
kld_stop(struct kld_file *kf)
{
	struct ksym_module *sm = &kf->kf_syms;

	(void)atomic_swap(&sm->sm_live, false);
	cpus_sync();
	if (atomic_load(&sm->sm_holds) != 0) {
		atomic_store(&sm->sm_live, true);
		return (EBUSY);
	}
	sets_stop(kf);
	return (0);
}

static struct ksym_module *
module_of(const void *p)
{
	struct ksym_module *sm;

	for (sm = ksym_modules; sm != NULL; sm = sm->sm_next)
		if ((uintptr_t)p - sm->sm_text < sm->sm_size)
			break;
	return (sm);
}

bool
module_get(const void *p)
{
	struct ksym_module *sm = module_of(p);

	if (sm == NULL)
		return (true);
	atomic_add(&sm->sm_holds, 1);
	if (atomic_load(&sm->sm_live))
		return (true);
	atomic_sub(&sm->sm_holds, 1);
	return (false);
}

void
module_hold(const void *p)
{
	struct ksym_module *sm = module_of(p);

	if (sm != NULL)
		atomic_add(&sm->sm_holds, 1);
}

void
module_drop(const void *p)
{
	struct ksym_module *sm = module_of(p);
	int n = sm != NULL ? atomic_sub(&sm->sm_holds, 1) : 0;

	KKASSERT(n >= 0);
}

void
kld_destruct(struct kld_file *kf)
{
	if (kf->kf_constructed)
		for (size_t i = 0; i < kf->kf_fini.ks_count; i++)
			((void (*)(void))kf->kf_fini.ks_start[i])();
	kf->kf_constructed = false;
}

void
kld_tell_leaks(struct kld_file *kf)
{
	const struct kset *ks = &kf->kf_sets[KS_MALLOC];
	struct malloc_type *mt;

	for (size_t i = 0; i < ks->ks_count; i++) {
		mt = ks->ks_start[i];
		if (mt->mt_inuse != 0)
			kprintf("kldunload: %s: %ld objects of %s (%ld bytes) "
			    "are lost\n", kf->kf_name, mt->mt_inuse,
			    mt->mt_name, mt->mt_bytes);
	}
}
