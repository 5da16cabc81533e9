/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * varsym.c: the variables of variant symlinks: varsym_set(2), varsym_get(2),
 * varsym_list(2).
 *
 * A set is a run of "name\0value\0" that never changes once it can be seen:
 * who changes a variable makes a new set and puts it in the old one's place, so
 * readers and forks need a reference only.  No set is a NULL.
 *
 * Locks: varsym_spin guards the places (p_varset, varsym_system, pr_varset, us_set) and the
 * list of users.
 */
#include "sys/kjail.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "sys/kuio.h"
#include "sys/kvarsym.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/varsym.h>

MALLOC_DEFINE(M_VARSYM, "varsym", "variables of variant symlinks");

struct varset {
	refcount_t	 vs_ref;
	size_t		 vs_len;	/* of vs_text */
	char		 vs_text[];
};

struct userset {
	LIST_ENTRY(userset) us_link;
	uid_t		 us_uid;
	struct varset	*us_set;	/* never NULL in the list */
};

static struct spinlock varsym_spin =
    SPINLOCK_INITIALIZER("varsym", LR_SPINMISC);
static LIST_HEAD(, userset) varsym_users;
static struct varset *varsym_system;

static int varsym_enable;
SYSCTL_KINT(vfs_varsym_enable, "vfs.varsym_enable", OID_AUTO, CTLFLAG_RW,
    &varsym_enable, "Names in symbolic links are replaced");

static void
varset_drop(struct varset *vs)
{
	if (vs != NULL && refcount_put(&vs->vs_ref))
		kfree(vs, M_VARSYM);
}

static struct userset *
user_find(uid_t uid)
{
	struct userset *us;

	LIST_FOREACH(us, &varsym_users, us_link)
		if (us->us_uid == uid)
			return (us);
	return (NULL);
}

/* Where lp's system has its set: a jail is a system of its own. */
static struct varset **
system_place(struct lwp *lp)
{
	return (jailed(lp->lwp_cred) ? &lp->lwp_cred->cr_prison->pr_varset :
	    &varsym_system);
}

/* The set of a level (VARSYM_*) as lp has it now, held; NULL: none. */
static struct varset *
varset_get(struct lwp *lp, int level)
{
	struct varset *vs = NULL;
	struct userset *us;

	spin_lock(&varsym_spin);
	if (level == VARSYM_PROC)
		vs = lp->lwp_proc->p_varset;
	else if (level == VARSYM_SYS)
		vs = *system_place(lp);
	else if ((us = user_find(lp->lwp_cred->cr_uid)) != NULL)
		vs = us->us_set;
	if (vs != NULL)
		refcount_get(&vs->vs_ref);
	spin_unlock(&varsym_spin);
	return (vs);
}

/* vs takes the place of old at that level; false: it is not old any more. */
static bool
swap(struct varset **place, struct varset *old, struct varset *vs)
{
	if (*place != old)
		return (false);
	*place = vs;
	return (true);
}

/* The same for a user, whose place comes and goes with the variables. */
static bool
swap_user(uid_t uid, struct varset *old, struct varset *vs,
    struct userset **spare)
{
	struct userset *us = user_find(uid);

	if ((us != NULL ? us->us_set : NULL) != old)
		return (false);
	if (us == NULL && vs != NULL) {
		us = *spare;
		*spare = NULL;
		us->us_uid = uid;
		LIST_INSERT_HEAD(&varsym_users, us, us_link);
	} else if (us != NULL && vs == NULL) {
		LIST_REMOVE(us, us_link);
		kfree(us, M_VARSYM);
		us = NULL;
	}
	if (us != NULL)
		us->us_set = vs;
	return (true);
}

/* The value of a variable of vs, or NULL. */
static const char *
varset_find(const struct varset *vs, const char *name, size_t len)
{
	const char *p, *end, *value;

	if (vs == NULL)
		return (NULL);
	end = vs->vs_text + vs->vs_len;
	for (p = vs->vs_text; p < end; p = value + strlen(value) + 1) {
		value = p + strlen(p) + 1;
		if (strlen(p) == len && memcmp(p, name, len) == 0)
			return (value);
	}
	return (NULL);
}

/*
 * What old becomes with name set to value (NULL: without it): *vsp, which is
 * NULL if nothing is left.  ENOENT, E2BIG, ENOMEM.
 */
static int
varset_make(const struct varset *old, const char *name, const char *value,
    struct varset **vsp)
{
	const char *was = varset_find(old, name, strlen(name));
	size_t oldlen = old != NULL ? old->vs_len : 0;
	size_t namelen = strlen(name) + 1, cut, head, len;
	struct varset *vs;

	if (value == NULL && was == NULL)
		return (ENOENT);
	cut = was != NULL ? namelen + strlen(was) + 1 : 0;
	head = was != NULL ? (size_t)(was - old->vs_text) - namelen : oldlen;
	len = oldlen - cut;
	if (value != NULL) {
		if (len >= MAXVARSYM_SET)
			return (E2BIG);
		len += namelen + strlen(value) + 1;
	}
	*vsp = NULL;
	if (len == 0)
		return (0);
	if ((vs = kmalloc(sizeof(*vs) + len, M_VARSYM, M_WAITOK)) == NULL)
		return (ENOMEM);
	refcount_init(&vs->vs_ref, 1);
	vs->vs_len = len;
	if (head > 0)
		memcpy(vs->vs_text, old->vs_text, head);
	if (oldlen > head + cut)
		memcpy(vs->vs_text + head, old->vs_text + head + cut,
		    oldlen - head - cut);
	if (value != NULL) {
		memcpy(vs->vs_text + oldlen - cut, name, namelen);
		memcpy(vs->vs_text + oldlen - cut + namelen, value,
		    strlen(value) + 1);
	}
	*vsp = vs;
	return (0);
}

/* Set or remove a variable.  ENOENT, E2BIG, ENOMEM. */
static int
varsym_change(struct lwp *lp, int level, const char *name, const char *value)
{
	struct userset *spare = NULL;
	struct varset *old, *vs;
	bool done;
	int error;

	do {
		if (level == VARSYM_USER && spare == NULL && (spare =
		    kmalloc(sizeof(*spare), M_VARSYM, M_WAITOK)) == NULL)
			return (ENOMEM);
		old = varset_get(lp, level);
		if ((error = varset_make(old, name, value, &vs)) != 0) {
			varset_drop(old);
			break;
		}
		spin_lock(&varsym_spin);
		done = level == VARSYM_USER ?
		    swap_user(lp->lwp_cred->cr_uid, old, vs, &spare) :
		    swap(level == VARSYM_SYS ? system_place(lp) :
		    &lp->lwp_proc->p_varset, old, vs);
		spin_unlock(&varsym_spin);
		if (done)
			varset_drop(old);	/* the place's */
		else
			varset_drop(vs);
		varset_drop(old);
	} while (!done);
	kfree(spare, M_VARSYM);
	return (error);
}

/* varsym_set(2): EFAULT, ENAMETOOLONG, EINVAL, EPERM; value NULL: ENOENT. */
int
sys_varsym_set(struct lwp *lp, const struct varsym_set_args *uap,
    int64_t rv[2])
{
	char name[MAXVARSYM_NAME], value[MAXVARSYM_DATA];
	int error, level = uap->level;

	if ((error = copyinstr(uap->name, name, sizeof(name), NULL)) != 0 ||
	    (uap->data != NULL &&
	    (error = copyinstr(uap->data, value, sizeof(value), NULL)) != 0))
		return (error);
	switch (uap->level) {
	case VARSYM_PRISON:
	case VARSYM_SYS:
		if ((error = cred_super(lp->lwp_cred)) != 0)
			return (error);
		if (uap->level == VARSYM_PRISON && !jailed(lp->lwp_cred))
			return (EINVAL);
		level = VARSYM_SYS;
		break;
	case VARSYM_USER:
	case VARSYM_PROC:
		break;
	default:
		return (EINVAL);
	}
	return (varsym_change(lp, level, name,
	    uap->data != NULL ? value : NULL));
}

/* Where a name is looked for, first to last; mask: VARSYM_*_MASK. */
static struct varset *
varsym_find(struct lwp *lp, int mask, const char *name, size_t len,
    const char **value)
{
	struct varset *vs;

	for (int level = VARSYM_PROC; level <= VARSYM_SYS; level++) {
		if ((mask & 1 << level) == 0)
			continue;
		vs = varset_get(lp, level);
		if ((*value = varset_find(vs, name, len)) != NULL)
			return (vs);
		varset_drop(vs);
	}
	return (NULL);
}

/*
 * varsym_get(2): the bytes of the value with its NUL; a buffer that is too
 * short gets an empty string.  ENOENT, EFAULT, ENAMETOOLONG.
 */
int
sys_varsym_get(struct lwp *lp, const struct varsym_get_args *uap,
    int64_t rv[2])
{
	char name[MAXVARSYM_NAME];
	struct varset *vs;
	const char *value;
	size_t len;
	int error;

	if ((error = copyinstr(uap->wild, name, sizeof(name), NULL)) != 0)
		return (error);
	vs = varsym_find(lp, uap->mask, name, strlen(name), &value);
	if (vs == NULL)
		return (ENOENT);
	len = strlen(value) + 1;
	if (uap->bufsize > 0 && (size_t)uap->bufsize >= len)
		error = copyout(value, uap->buf, len);
	else if (uap->bufsize > 0)
		error = copyout("", uap->buf, 1);
	varset_drop(vs);
	rv[0] = (int64_t)len;
	return (error);
}

/*
 * varsym_list(2): as many "name\0value\0" as fit, from the *marker'th on; the
 * result is their bytes, and *marker where to go on, -1 after the last.
 * EOVERFLOW: not even one fits.  EINVAL, EFAULT.
 */
int
sys_varsym_list(struct lwp *lp, const struct varsym_list_args *uap,
    int64_t rv[2])
{
	size_t room = uap->maxsize > 0 ? (size_t)uap->maxsize : 0, bytes = 0;
	const char *p, *end, *next;
	int marker, i = 0, error;
	struct varset *vs;

	if ((error = copyin(uap->marker, &marker, sizeof(marker))) != 0)
		return (error);
	if (uap->level < VARSYM_PROC || uap->level > VARSYM_SYS)
		return (EINVAL);
	if ((vs = varset_get(lp, uap->level)) != NULL) {
		end = vs->vs_text + vs->vs_len;
		for (p = vs->vs_text; p < end; p = next, i++) {
			next = p + strlen(p) + 1;
			next += strlen(next) + 1;
			if (i < marker)
				continue;
			if (bytes + (size_t)(next - p) > room) {
				error = bytes == 0 ? EOVERFLOW : 0;
				break;
			}
			error = copyout(p, uap->buf + bytes,
			    (size_t)(next - p));
			if (error != 0)
				break;
			bytes += (size_t)(next - p);
		}
		marker = p < end ? i : -1;
		varset_drop(vs);
	} else
		marker = -1;
	if (error == 0)
		error = copyout(&marker, uap->marker, sizeof(marker));
	rv[0] = (int64_t)bytes;
	return (error);
}

int
varsym_expand(char *buf, size_t *len, size_t max)
{
	size_t i, n, end;
	struct varset *vs;
	const char *value;

	if (!varsym_enable || curlwp == NULL)
		return (0);
	for (i = 0; i + 2 < *len; i++) {
		if (buf[i] != '$' || buf[i + 1] != '{')
			continue;
		for (end = i + 2; end < *len && buf[end] != '}'; end++)
			;
		if (end == *len)
			break;
		vs = varsym_find(curlwp, VARSYM_ALL_MASK, buf + i + 2,
		    end - i - 2, &value);
		if (vs == NULL) {
			i = end;
			continue;
		}
		n = strlen(value);
		if (*len - (end + 1 - i) + n >= max) {
			varset_drop(vs);
			return (ENAMETOOLONG);
		}
		memmove(buf + i + n, buf + end + 1, *len - end - 1);
		memcpy(buf + i, value, n);
		varset_drop(vs);
		*len = *len - (end + 1 - i) + n;
		i += n - 1;	/* n may be 0: then i is the place before */
	}
	return (0);
}

void
varsym_fork(struct proc *parent, struct proc *child)
{
	spin_lock(&varsym_spin);
	if ((child->p_varset = parent->p_varset) != NULL)
		refcount_get(&child->p_varset->vs_ref);
	spin_unlock(&varsym_spin);
}

void
varsym_exit(struct proc *p)
{
	varset_drop(p->p_varset);
	p->p_varset = NULL;
}

void
varsym_user_gone(uid_t uid)
{
	struct userset *us;

	spin_lock(&varsym_spin);
	if ((us = user_find(uid)) != NULL)
		LIST_REMOVE(us, us_link);
	spin_unlock(&varsym_spin);
	if (us != NULL) {
		varset_drop(us->us_set);
		kfree(us, M_VARSYM);
	}
}

void
varsym_jail_gone(struct prison *pr)
{
	varset_drop(pr->pr_varset);
}
