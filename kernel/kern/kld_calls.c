/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_calls.c: the system calls on modules: kldload(2), kldunload(2), kldfind(2),
 * kldnext(2), kldstat(2), kldfirstmod(2), kldsym(2), modnext(2), modfnext(2),
 * modstat(2), modfind(2).  Anyone may look; loading is for root and -U.
 */
#include <sys/errno.h>
#include <sys/linker.h>
#include <sys/module.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"
#include "sys/kproc.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"

/* A user's string in memory of ours; kfree(M_TEMP) it. */
static int
fetch_string(const char *user, char **s)
{
	int error;

	if ((*s = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	if ((error = copyinstr(user, *s, MAXPATHLEN, NULL)) != 0)
		kfree(*s, M_TEMP);
	return (error);
}

int
sys_kldload(struct lwp *lp, const struct kldload_args *uap, int64_t rv[2])
{
	struct kld_file *kf;
	char *name;
	int error;

	if ((error = kld_mayload(lp->lwp_cred)) != 0 ||
	    (error = fetch_string(uap->file, &name)) != 0)
		return (error);
	lock_exclusive(&kld_lock);
	error = kld_load(name, NULL, &kf);
	if (error == 0)
		rv[0] = kf->kf_id;
	lock_release(&kld_lock);
	kfree(name, M_TEMP);
	return (error);
}

int
sys_kldunload(struct lwp *lp, const struct kldunload_args *uap, int64_t rv[2])
{
	struct kld_file *kf;
	int error;

	if ((error = kld_mayload(lp->lwp_cred)) != 0)
		return (error);
	lock_exclusive(&kld_lock);
	kf = kld_byid(uap->fileid);
	error = kf == NULL ? ENOENT : kld_unload(kf);
	lock_release(&kld_lock);
	return (error);
}

int
sys_kldfind(struct lwp *lp, const struct kldfind_args *uap, int64_t rv[2])
{
	struct kld_file *kf;
	char *name;
	int error;

	if ((error = fetch_string(uap->file, &name)) != 0)
		return (error);
	lock_shared(&kld_lock);
	if ((kf = kld_byname(name)) != NULL)
		rv[0] = kf->kf_id;
	lock_release(&kld_lock);
	kfree(name, M_TEMP);
	return (kf != NULL ? 0 : ENOENT);
}

/* The file behind one, 0 the first; the result 0 means that there is none. */
int
sys_kldnext(struct lwp *lp, const struct kldnext_args *uap, int64_t rv[2])
{
	struct kld_file *kf;
	int error = 0;

	lock_shared(&kld_lock);
	if (uap->fileid == 0)
		kf = TAILQ_FIRST(&kld_files);
	else if ((kf = kld_byid(uap->fileid)) == NULL)
		error = ENOENT;
	else
		kf = TAILQ_NEXT(kf, kf_list);
	if (kf != NULL)
		rv[0] = kf->kf_id;
	lock_release(&kld_lock);
	return (error);
}

/* Who keeps a file: the one who loaded it, and those who need it. */
static int
file_refs(const struct kld_file *kf)
{
	return ((kf->kf_asked ? 1 : 0) + kf->kf_dependents);
}

int
sys_kldstat(struct lwp *lp, const struct kldstat_args *uap, int64_t rv[2])
{
	struct kld_file_stat *st;
	struct kld_file *kf, *other;
	int error, version;

	/* Where the guest says it is, aligned or not. */
	if ((error = copyin((const char *)uap->stat +
	    offsetof(struct module_stat, version), &version,
	    sizeof(version))) != 0)
		return (error);
	if (version != (int)sizeof(*st))
		return (EINVAL);
	st = kmalloc(sizeof(*st), M_TEMP, M_WAITOK | M_ZERO);
	if (st == NULL)
		return (ENOMEM);
	lock_shared(&kld_lock);
	if ((kf = kld_byid(uap->fileid)) != NULL) {
		st->version = version;
		(void)strlcpy(st->name, kf->kf_name, sizeof(st->name));
		st->refs = file_refs(kf);
		/* Every file needs the kernel. */
		if (kf == TAILQ_FIRST(&kld_files))
			TAILQ_FOREACH(other, &kld_files, kf_list)
				st->refs += other != kf;
		st->id = kf->kf_id;
		st->address = (caddr_t)kf->kf_base;
		st->size = kf->kf_size;
	}
	lock_release(&kld_lock);
	error = kf == NULL ? ENOENT : copyout(st, uap->stat, sizeof(*st));
	kfree(st, M_TEMP);
	return (error);
}

int
sys_kldfirstmod(struct lwp *lp, const struct kldfirstmod_args *uap,
    int64_t rv[2])
{
	struct kld_file *kf;

	lock_shared(&kld_lock);
	if ((kf = kld_byid(uap->fileid)) != NULL && kf->kf_nmodules != 0)
		rv[0] = kf->kf_firstmod;
	lock_release(&kld_lock);
	return (kf != NULL ? 0 : ENOENT);
}

int
sys_kldsym(struct lwp *lp, const struct kldsym_args *uap, int64_t rv[2])
{
	struct kld_sym_lookup lookup;
	uintptr_t value = 0;
	struct kld_file *kf;
	bool found = false;
	size_t size = 0;
	char *name;
	int error;

	if ((error = copyin(uap->data, &lookup, sizeof(lookup))) != 0)
		return (error);
	if (lookup.version != (int)sizeof(lookup) ||
	    uap->cmd != KLDSYM_LOOKUP)
		return (EINVAL);
	if ((error = fetch_string(lookup.symname, &name)) != 0)
		return (error);
	lock_shared(&kld_lock);
	TAILQ_FOREACH(kf, &kld_files, kf_list)
		if ((uap->fileid == 0 || uap->fileid == kf->kf_id) &&
		    (found = kld_symbol(kf, name, &value, &size)))
			break;
	lock_release(&kld_lock);
	kfree(name, M_TEMP);
	if (!found)
		return (ENOENT);
	lookup.symvalue = value;
	lookup.symsize = size;
	return (copyout(&lookup, uap->data, sizeof(lookup)));
}

/* The module behind one, of all (0: the first) or of its file; 0 behind the last. */
static int
next_module(int id, bool infile, int64_t *next)
{
	struct kld_file *kf = NULL;
	int error = 0;

	lock_shared(&kld_lock);
	if (id == 0 && !infile) {
		kf = TAILQ_FIRST(&kld_files);
		*next = kf->kf_firstmod;
	} else if (kld_module(id, &kf) == NULL)
		error = ENOENT;
	else if (id + 1 < kf->kf_firstmod + (int)kf->kf_nmodules)
		*next = id + 1;
	else if (!infile && (kf = TAILQ_NEXT(kf, kf_list)) != NULL)
		*next = kf->kf_firstmod;
	lock_release(&kld_lock);
	return (error);
}

int
sys_modnext(struct lwp *lp, const struct modnext_args *uap, int64_t rv[2])
{
	return (next_module(uap->modid, false, &rv[0]));
}

int
sys_modfnext(struct lwp *lp, const struct modfnext_args *uap, int64_t rv[2])
{
	return (next_module(uap->modid, true, &rv[0]));
}

int
sys_modstat(struct lwp *lp, const struct modstat_args *uap, int64_t rv[2])
{
	const struct module_def *md;
	struct module_stat st;
	struct kld_file *kf;
	int error, version;

	/* Where the guest says it is, aligned or not. */
	if ((error = copyin((const char *)uap->stat +
	    offsetof(struct module_stat, version), &version,
	    sizeof(version))) != 0)
		return (error);
	if (version != (int)sizeof(st))
		return (EINVAL);
	bzero(&st, sizeof(st));
	lock_shared(&kld_lock);
	if ((md = kld_module(uap->modid, &kf)) != NULL) {
		st.version = version;
		(void)strlcpy(st.name, md->md_name, sizeof(st.name));
		st.refs = 1 + kf->kf_dependents;
		st.id = uap->modid;
		if (md->md_data != NULL)
			st.data.intval = *md->md_data;
	}
	lock_release(&kld_lock);
	return (md == NULL ? ENOENT : copyout(&st, uap->stat, sizeof(st)));
}

int
sys_modfind(struct lwp *lp, const struct modfind_args *uap, int64_t rv[2])
{
	const struct module_def *md;
	struct kld_file *kf;
	char *name;
	int error;

	if ((error = fetch_string(uap->name, &name)) != 0)
		return (error);
	error = ENOENT;
	lock_shared(&kld_lock);
	TAILQ_FOREACH(kf, &kld_files, kf_list)
		for (size_t i = 0; error != 0 && i < kf->kf_nmodules; i++) {
			md = kf->kf_modules.ks_start[i];
			if (strcmp(md->md_name, name) == 0) {
				rv[0] = kf->kf_firstmod + (int)i;
				error = 0;
			}
		}
	lock_release(&kld_lock);
	kfree(name, M_TEMP);
	return (error);
}
