/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_start.c: what comes with the modules of a file appears, and goes: their
 * variables, file systems, and what they do themselves when they hear MOD_LOAD and
 * MOD_UNLOAD.
 *
 * Locks: kld_lock is held.
 */
#include <sys/errno.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"
#include "sys/ksysctl.h"
#include "vfs/vnode.h"

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

static void
file_event(struct kld_file *kf, enum module_event what, size_t n)
{
	struct module_def *md;

	while (n-- > 0) {
		md = kf->kf_modules.ks_start[n];
		if (md->md_event != NULL)
			(void)md->md_event(what, md->md_arg);
	}
}

/* File systems that went before one that is in use come back. */
static int
stop_vfs(struct kld_file *kf)
{
	int error = 0;

	while (error == 0 && kf->kf_nvfs > 0) {
		error = vfs_unregister(kf->kf_vfs.ks_start[kf->kf_nvfs - 1]);
		if (error == 0)
			kf->kf_nvfs--;
	}
	while (error != 0 && kf->kf_nvfs < kf->kf_vfs.ks_count &&
	    vfs_register(kf->kf_vfs.ks_start[kf->kf_nvfs]) == 0)
		kf->kf_nvfs++;
	return (error);
}

int
kld_stop(struct kld_file *kf)
{
	int error;

	if ((error = stop_vfs(kf)) != 0)
		return (error);
	file_event(kf, MOD_UNLOAD, kf->kf_nmodules);
	kf->kf_nmodules = 0;
	while (kf->kf_nsysctls > 0)
		sysctl_remove(kf->kf_sysctls.ks_start[--kf->kf_nsysctls]);
	return (0);
}

int
kld_start(struct kld_file *kf)
{
	struct module_def *md;
	int error = 0;

	while (error == 0 && kf->kf_nsysctls < kf->kf_sysctls.ks_count)
		if ((error = sysctl_add(kf->kf_sysctls.ks_start[
		    kf->kf_nsysctls])) == 0)
			kf->kf_nsysctls++;
	while (error == 0 && kf->kf_nmodules < kf->kf_modules.ks_count) {
		md = kf->kf_modules.ks_start[kf->kf_nmodules];
		if (md->md_event != NULL)
			error = md->md_event(MOD_LOAD, md->md_arg);
		if (error == 0)
			kf->kf_nmodules++;
		else
			kprintf("kldload: %s: module %s refused: error %d\n",
			    kf->kf_name, md->md_name, error);
	}
	while (error == 0 && kf->kf_nvfs < kf->kf_vfs.ks_count)
		if ((error = vfs_register(kf->kf_vfs.ks_start[
		    kf->kf_nvfs])) == 0)
			kf->kf_nvfs++;
	return (error);
}

void
kld_tell_leaks(struct kld_file *kf)
{
	struct malloc_type *mt;

	for (size_t i = 0; i < kf->kf_mallocs.ks_count; i++) {
		mt = kf->kf_mallocs.ks_start[i];
		if (mt->mt_inuse != 0)
			kprintf("kldunload: %s: %ld objects of %s (%ld bytes) "
			    "are lost\n", kf->kf_name, mt->mt_inuse,
			    mt->mt_name, mt->mt_bytes);
	}
}
