/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld.c: files of modules, loaded into the kernel and unloaded, kld(4).
 *
 * A file is found along kern.module_path, read, and looked through (kld_elf.c);
 * what it needs is loaded first; then it is linked, its variables and file systems
 * appear, and its modules hear MOD_LOAD.  Unloading goes the way back.  Nothing
 * of this without -U.
 *
 * Locks: k kld_lock, exclusive, for all of a load or an unload: events run with
 * it held.  It comes before vnodes and the tree of variables.
 */
#include <sys/errno.h>
#include "kern/kld_var.h"
#include "kmod_abi.h"
#include "lib/libkern.h"
#include "platform/boot.h"
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_KLD, "kld", "files of modules");
SET_DECLARE(module, struct module_def);

struct kld_filehead kld_files = TAILQ_HEAD_INITIALIZER(kld_files);
struct lock kld_lock;
static int kld_lastid = 1, kld_lastmod;		/* [k] */

/* The kernel is a file of modules as well: those that it was linked with. */
static struct kld_file kernel_file = { .kf_id = 1, .kf_name = "kernel",
    .kf_asked = true, .kf_firstmod = 1 };
static const struct module_def kernel_module = { "kernel", 1, NULL, NULL, NULL };
SET_ENTRY(module, kernel_module);

void
kld_init(void)
{
	lock_init(&kld_lock, "kld", LR_KLD, 0);
	kernel_file.kf_modules.ks_start = (void **)__start_set_module;
	kernel_file.kf_modules.ks_count =
	    (size_t)(__stop_set_module - __start_set_module);
	kernel_file.kf_nmodules = kernel_file.kf_modules.ks_count;
	kernel_file.kf_base = (uint8_t *)ksym_text(&kernel_file.kf_size);
	kld_lastmod = (int)kernel_file.kf_nmodules;
	TAILQ_INSERT_HEAD(&kld_files, &kernel_file, kf_list);
}

int
kld_mayload(struct ucred *cred)
{
	if (!kmem_writable || securelevel > 0 || cred_root(cred) != 0)
		return (EPERM);
	return (0);
}

struct kld_file *
kld_byid(int id)
{
	struct kld_file *kf;

	TAILQ_FOREACH(kf, &kld_files, kf_list)
		if (kf->kf_id == id)
			break;
	return (kf);
}

/* By the last part of a path, with or without its .ko. */
struct kld_file *
kld_byname(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct kld_file *kf;
	size_t n;

	if (slash != NULL)
		name = slash + 1;
	n = strlen(name);
	TAILQ_FOREACH(kf, &kld_files, kf_list)
		if (strncmp(kf->kf_name, name, n) == 0 && n != 0 &&
		    (kf->kf_name[n] == '\0' ||
		    strcmp(kf->kf_name + n, ".ko") == 0))
			break;
	return (kf);
}

/* By number; modules of a file have numbers in a row. */
const struct module_def *
kld_module(int id, struct kld_file **kfp)
{
	struct kld_file *kf;

	TAILQ_FOREACH(kf, &kld_files, kf_list)
		if (id >= kf->kf_firstmod &&
		    id - kf->kf_firstmod < (int)kf->kf_nmodules) {
			*kfp = kf;
			return (kf->kf_modules.ks_start[id - kf->kf_firstmod]);
		}
	return (NULL);
}

static const struct module_def *
module_byname(const char *name, struct kld_file **kfp)
{
	struct kld_file *kf;
	struct module_def *md;

	TAILQ_FOREACH(kf, &kld_files, kf_list)
		for (size_t i = 0; i < kf->kf_nmodules; i++) {
			md = kf->kf_modules.ks_start[i];
			if (strcmp(md->md_name, name) == 0) {
				*kfp = kf;
				return (md);
			}
		}
	return (NULL);
}

/* Is it compiled for this very kernel?  ENOEXEC with a message. */
static int
check_stamp(const struct kld_object *ko)
{
	const struct module_stamp *ms;
	size_t size;

	ms = kld_object_section(ko, ".kmodule.stamp", &size);
	if (ms == NULL || size % sizeof(*ms) != 0) {
		kprintf("kldload: %s: not a module\n", ko->ko_name);
		return (ENOEXEC);
	}
	for (; size > 0; size -= sizeof(*ms), ms++) {
		if (memcmp(ms->ms_magic, MODULE_MAGIC,
		    sizeof(MODULE_MAGIC)) != 0) {
			kprintf("kldload: %s: not a module\n", ko->ko_name);
			return (ENOEXEC);
		}
		if (strncmp(ms->ms_ident, KERN_IDENT,
		    sizeof(ms->ms_ident)) != 0 ||
		    strncmp(ms->ms_abi, KERN_ABI, sizeof(ms->ms_abi)) != 0) {
			kprintf("kldload: %s: made for kernel %.*s (%.*s), "
			    "this is %s (%s)\n", ko->ko_name,
			    (int)sizeof(ms->ms_ident), ms->ms_ident,
			    (int)sizeof(ms->ms_abi), ms->ms_abi, KERN_IDENT,
			    KERN_ABI);
			return (ENOEXEC);
		}
	}
	return (0);
}

/* Is a file of that name being loaded now, for kf's sake or as kf? */
static bool
is_coming(const struct kld_file *kf, const char *name)
{
	size_t n = strlen(name);

	for (; kf != NULL; kf = kf->kf_loader)
		if (strncmp(kf->kf_name, name, n) == 0 &&
		    (kf->kf_name[n] == '\0' || strcmp(kf->kf_name + n, ".ko") ==
		    0))
			return (true);
	return (false);
}

/* Load the file that a module should be in. */
static int
load_need(struct kld_file *kf, const char *name)
{
	struct kld_file *dep;
	int error;

	if (is_coming(kf, name)) {
		kprintf("kldload: %s: needs %s, which needs it\n", kf->kf_name,
		    name);
		return (ELOOP);
	}
	error = kld_load(name, kf, &dep);
	if (error != 0)
		kprintf("kldload: %s: needs %s: error %d\n", kf->kf_name, name,
		    error);
	return (error);
}

/* One module that kf needs: there already, or to be loaded. */
static int
need_one(struct kld_file *kf, const struct module_need *mn)
{
	const struct module_def *md;
	struct kld_file *dep;
	int error;

	if (strnlen(mn->mn_name, sizeof(mn->mn_name)) ==
	    sizeof(mn->mn_name))
		return (ENOEXEC);
	if (kf->kf_ndeps == KLD_MAXDEPS) {
		kprintf("kldload: %s: needs more than %d modules\n",
		    kf->kf_name, KLD_MAXDEPS);
		return (ENOEXEC);
	}
	if (module_byname(mn->mn_name, &dep) == NULL &&
	    (error = load_need(kf, mn->mn_name)) != 0)
		return (error);
	md = module_byname(mn->mn_name, &dep);
	if (md == NULL) {
		kprintf("kldload: %s: needs %s, which its file has not\n",
		    kf->kf_name, mn->mn_name);
		return (ENOEXEC);
	}
	/* Kept even if it does not do: drop_needs() follows. */
	dep->kf_dependents++;
	kf->kf_deps[kf->kf_ndeps++] = dep;
	if (md->md_version >= mn->mn_min && md->md_version <= mn->mn_max)
		return (0);
	kprintf("kldload: %s: needs %s version %d to %d, not %d\n",
	    kf->kf_name, mn->mn_name, mn->mn_min, mn->mn_max, md->md_version);
	return (ENOEXEC);
}

static int
load_needs(struct kld_object *ko, struct kld_file *kf)
{
	const struct module_need *p;
	struct module_need mn;
	size_t size = 0;
	int error = 0;

	p = kld_object_section(ko, ".kmodule.needs", &size);
	if (p == NULL)
		return (0);
	if (size % sizeof(mn) != 0)
		return (ENOEXEC);
	for (; error == 0 && size > 0; size -= sizeof(mn), p++) {
		memcpy(&mn, p, sizeof(mn));
		error = need_one(kf, &mn);
	}
	return (error);
}

/* Nothing needs those any more that only kf needed: they go as well. */
static void
drop_needs(struct kld_file *kf)
{
	struct kld_file *dep;

	while (kf->kf_ndeps > 0) {
		dep = kf->kf_deps[--kf->kf_ndeps];
		dep->kf_dependents--;
		if (dep->kf_dependents == 0 && !dep->kf_asked)
			(void)kld_unload(dep);
	}
}

/* No two modules of one name. */
static int
check_names(struct kld_file *kf)
{
	struct module_def *md;
	struct kld_file *other;
	uintptr_t off;

	for (size_t i = 0; i < kf->kf_modules.ks_count; i++) {
		md = kf->kf_modules.ks_start[i];
		off = (uintptr_t)md->md_name - (uintptr_t)kf->kf_base;
		if (off >= kf->kf_size || strnlen(md->md_name,
		    kf->kf_size - off) == kf->kf_size - off)
			return (ENOEXEC);
		if (module_byname(md->md_name, &other) != NULL) {
			kprintf("kldload: %s: module %s is in %s already\n",
			    kf->kf_name, md->md_name, other->kf_name);
			return (EEXIST);
		}
	}
	return (0);
}

static void
file_free(struct kld_file *kf)
{
	kld_tell_leaks(kf);
	kld_symbols_drop(kf);
	/* Nobody is in its code or reads its lists any more, kld_start.c. */
	cpus_sync();
	kld_destruct(kf);
	kld_memory_free(kf);
	drop_needs(kf);
	kfree(kf, M_KLD);
}

static int
file_load(struct kld_file *kf, const uint8_t *bytes, size_t size)
{
	struct kld_object ko;
	int error;

	error = kld_object_init(&ko, kf->kf_name, bytes, size);
	if (error == 0)
		error = check_stamp(&ko);
	if (error == 0)
		error = load_needs(&ko, kf);
	if (error == 0)
		error = kld_object_link(&ko, kf);
	if (error == 0)
		error = check_names(kf);
	if (error == 0)
		error = kld_symbols_keep(&ko, kf);
	kld_object_done(&ko);
	if (error != 0)
		return (error);
	kf->kf_firstmod = kld_lastmod + 1;
	error = kld_start(kf);
	if (error == 0)
		kld_lastmod += (int)kf->kf_modules.ks_count;
	return (error);
}

static int
kld_count(void)
{
	struct kld_file *kf;
	int n = 0;

	TAILQ_FOREACH(kf, &kld_files, kf_list)
		n++;
	return (n);
}

/*
 * Load a file by path or name: by a person, or because loader, which is being
 * loaded, needs it.  EEXIST it is there, ENOENT,
 * ENOEXEC, ENOMEM, ELOOP, ENFILE, or what its modules say.
 */
int
kld_load(const char *name, struct kld_file *loader, struct kld_file **kfp)
{
	const char *slash;
	struct kld_file *kf, *other;
	uint8_t *bytes;
	char *path;
	size_t size;
	int error, depth = 0;

	KKASSERT(lock_owned(&kld_lock));
	if (*name == '\0')
		return (ENOENT);
	for (kf = loader; kf != NULL; kf = kf->kf_loader)
		depth++;
	if (depth > KLD_MAXDEPTH)
		return (ELOOP);
	if (kld_byname(name) != NULL || module_byname(name, &other) != NULL)
		return (EEXIST);
	if (kld_count() >= KLD_MAXFILES)
		return (ENFILE);
	path = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK);
	kf = kmalloc(sizeof(*kf), M_KLD, M_WAITOK | M_ZERO);
	error = path == NULL || kf == NULL ? ENOMEM :
	    kld_read(name, path, &bytes, &size);
	if (error == 0) {
		kf->kf_loader = loader;
		slash = strrchr(path, '/');
		if (strlcpy(kf->kf_name, slash != NULL ? slash + 1 : path,
		    sizeof(kf->kf_name)) >= sizeof(kf->kf_name))
			error = ENAMETOOLONG;
		else
			error = file_load(kf, bytes, size);
		kfree(bytes, M_KLD);
	}
	kfree(path, M_TEMP);
	if (error != 0) {
		if (kf != NULL)
			file_free(kf);
		return (error);
	}
	kf->kf_id = ++kld_lastid;
	kf->kf_asked = loader == NULL;
	kf->kf_loader = NULL;
	TAILQ_INSERT_TAIL(&kld_files, kf, kf_list);
	*kfp = kf;
	return (0);
}

/* EBUSY: the kernel, needed by another, in use, or a module does not want to. */
int
kld_unload(struct kld_file *kf)
{
	int error;

	KKASSERT(lock_owned(&kld_lock));
	if (kf == &kernel_file || kf->kf_dependents > 0)
		return (EBUSY);
	if ((error = kld_quiesce(kf)) != 0 || (error = kld_stop(kf)) != 0)
		return (error);
	TAILQ_REMOVE(&kld_files, kf, kf_list);
	file_free(kf);
	return (0);
}

int
kld_autoload(const char *fstype, struct ucred *cred)
{
	char name[KLD_NAMELEN];
	struct kld_file *kf;
	int error;

	if ((error = kld_mayload(cred)) != 0)
		return (error);
	if (fstype[0] == '\0' || strchr(fstype, '/') != NULL)
		return (ENOENT);
	lock_exclusive(&kld_lock);
	error = kld_load(fstype, NULL, &kf);
	if (error == ENOENT) {
		(void)ksnprintf(name, sizeof(name), "%sfs", fstype);
		error = kld_load(name, NULL, &kf);
	}
	lock_release(&kld_lock);
	/* Another was quicker. */
	return (error == EEXIST ? 0 : error);
}
