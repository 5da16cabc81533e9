/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl.c: the tree of sysctl(3) variables and the system call.
 *
 * Files declare their variables by full name (sys/ksysctl.h); sysctl_init()
 * makes the tree.  Variables without a number of the ABI get one from
 * FIRST_AUTO on, in order of their names, so that numbers do not depend on the
 * link.  sysctl_lock guards the tree and is held, shared, while a handler runs.
 */
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "sys/kuio.h"
#include "kern/sysctl_var.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define FIRST_AUTO	256

MALLOC_DEFINE(M_SYSCTL, "sysctl", "sysctl tree");
SET_DECLARE(sysctl, struct sysctl_oid);

struct sysctl_node sysctl_root = { .sn_name = "" };
struct lock sysctl_lock;

static const struct { const char *path; int number; } fixed[] = {
	{ "sysctl", CTL_SYSCTL }, { "kern", CTL_KERN }, { "vm", CTL_VM },
	{ "vfs", CTL_VFS }, { "net", CTL_NET }, { "debug", CTL_DEBUG },
	{ "hw", CTL_HW }, { "machdep", CTL_MACHDEP }, { "user", CTL_USER },
	{ "p1003_1b", CTL_P1003_1B }, { "lwkt", CTL_LWKT },
	{ "kern.ipc", KERN_IPC }, { "kern.proc", KERN_PROC },
};

struct sysctl_node *
sysctl_child(struct sysctl_node *sn, const char *name, size_t len)
{
	struct sysctl_node *c;

	for (c = sn->sn_child; c != NULL; c = c->sn_next)
		if (strncmp(c->sn_name, name, len) == 0 &&
		    c->sn_name[len] == '\0')
			return (c);
	return (NULL);
}

struct sysctl_node *
sysctl_number(struct sysctl_node *sn, int number)
{
	struct sysctl_node *c;

	for (c = sn->sn_child; c != NULL; c = c->sn_next)
		if (c->sn_number == number)
			return (c);
	return (NULL);
}

/* Insert a child in order of number; OID_AUTO takes the next free one. */
static struct sysctl_node *
add_child(struct sysctl_node *sn, const char *name, size_t len, int number)
{
	struct sysctl_node *c, **pp;

	c = kmalloc(sizeof(*c) + len + 1, M_SYSCTL, M_WAITOK | M_ZERO);
	if (c == NULL)
		return (NULL);
	c->sn_name = (char *)(c + 1);
	memcpy(c->sn_name, name, len);
	c->sn_parent = sn;
	if (number == OID_AUTO) {
		number = FIRST_AUTO;
		for (struct sysctl_node *o = sn->sn_child; o; o = o->sn_next)
			if (o->sn_number >= number)
				number = o->sn_number + 1;
	}
	c->sn_number = number;
	for (pp = &sn->sn_child; *pp != NULL && (*pp)->sn_number < number;
	    pp = &(*pp)->sn_next)
		;
	c->sn_next = *pp;
	*pp = c;
	return (c);
}

static int
fixed_number(const char *path, size_t len)
{
	for (size_t i = 0; i < NELEM(fixed); i++)
		if (strlen(fixed[i].path) == len &&
		    strncmp(fixed[i].path, path, len) == 0)
			return (fixed[i].number);
	return (OID_AUTO);
}

static int
attach(struct sysctl_oid *oid)
{
	struct sysctl_node *sn = &sysctl_root, *c;
	const char *p = oid->oid_path, *dot;
	size_t len;

	for (;; p = dot + 1) {
		dot = strchr(p, '.');
		len = dot != NULL ? (size_t)(dot - p) : strlen(p);
		if ((c = sysctl_child(sn, p, len)) == NULL) {
			c = add_child(sn, p, len, dot == NULL &&
			    oid->oid_number != OID_AUTO ? oid->oid_number :
			    fixed_number(oid->oid_path,
			    (size_t)(p - oid->oid_path) + len));
			if (c == NULL)
				return (ENOMEM);
		}
		sn = c;
		if (dot == NULL)
			break;
	}
	if (sn->sn_oid != NULL)
		return (EEXIST);
	sn->sn_oid = oid;
	return (0);
}

int
sysctl_add(struct sysctl_oid *oid)
{
	int error;

	lock_exclusive(&sysctl_lock);
	error = attach(oid);
	lock_release(&sysctl_lock);
	return (error);
}

void
sysctl_remove(struct sysctl_oid *oid)
{
	struct sysctl_node *sn = &sysctl_root, *parent, **pp;
	const char *p = oid->oid_path, *dot;

	lock_exclusive(&sysctl_lock);
	for (dot = p; dot != NULL && sn != NULL; p = dot + 1) {
		dot = strchr(p, '.');
		sn = sysctl_child(sn, p, dot != NULL ? (size_t)(dot - p) :
		    strlen(p));
		if (dot == NULL)
			break;
	}
	if (sn != NULL && sn->sn_oid == oid)
		sn->sn_oid = NULL;
	/* Empty nodes go, up to the first that still has a use. */
	while (sn != NULL && sn != &sysctl_root && sn->sn_oid == NULL &&
	    sn->sn_child == NULL) {
		parent = sn->sn_parent;
		for (pp = &parent->sn_child; *pp != sn; pp = &(*pp)->sn_next)
			;
		*pp = sn->sn_next;
		kfree(sn, M_SYSCTL);
		sn = parent;
	}
	lock_release(&sysctl_lock);
}

void
sysctl_drain(void)
{
	lock_exclusive(&sysctl_lock);
	lock_release(&sysctl_lock);
}

static int
cmp_oid(const void *a, const void *b)
{
	return (strcmp((*(struct sysctl_oid *const *)a)->oid_path,
	    (*(struct sysctl_oid *const *)b)->oid_path));
}

void
sysctl_init(void)
{
	struct sysctl_oid **op, **sorted;
	size_t n = (size_t)(__stop_set_sysctl - __start_set_sysctl);

	lock_init(&sysctl_lock, "sysctl", LR_SYSCTL, 0);
	sorted = kmalloc(n * sizeof(*sorted), M_TEMP, M_WAITOK);
	if (sorted == NULL)
		panic("sysctl_init: no memory");
	memcpy(sorted, __start_set_sysctl, n * sizeof(*sorted));
	kqsort(sorted, n, sizeof(*sorted), cmp_oid);
	for (op = sorted; op < sorted + n; op++)
		if (attach(*op) != 0)
			panic("sysctl %s declared twice", (*op)->oid_path);
	kfree(sorted, M_TEMP);
}

int
sysctl_out(struct sysctl_req *req, const void *p, size_t n)
{
	size_t take = n;
	int error = 0;

	if (req->oldptr != NULL) {
		size_t room = req->oldidx < req->oldlen ?
		    req->oldlen - req->oldidx : 0;

		take = K_MIN(n, room);
		if (take > 0 && req->kernel)
			memcpy((char *)req->oldptr + req->oldidx, p, take);
		else if (take > 0)
			error = copyout(p, (char *)req->oldptr + req->oldidx,
			    take);
	}
	req->oldidx += n;
	if (error == 0 && take < n)
		error = ENOMEM;
	return (error);
}

int
sysctl_in(struct sysctl_req *req, void *p, size_t n)
{
	int error = 0;

	if (req->newptr == NULL)
		return (0);
	if (req->newlen - req->newidx < n)
		return (EINVAL);
	if (req->kernel)
		memcpy(p, (const char *)req->newptr + req->newidx, n);
	else
		error = copyin((const char *)req->newptr + req->newidx, p, n);
	req->newidx += n;
	return (error);
}

int
sysctl_handle_int(struct sysctl_req *req, int *value)
{
	int error = sysctl_out(req, value, sizeof(*value));

	if (error == 0 && req->newptr != NULL)
		error = req->newlen != sizeof(*value) ? EINVAL :
		    sysctl_in(req, value, sizeof(*value));
	return (error);
}

int
sysctl_handle_long(struct sysctl_req *req, int64_t *value)
{
	int error = sysctl_out(req, value, sizeof(*value));

	if (error == 0 && req->newptr != NULL)
		error = req->newlen != sizeof(*value) ? EINVAL :
		    sysctl_in(req, value, sizeof(*value));
	return (error);
}

int
sysctl_handle_string(struct sysctl_req *req, char *buf, size_t size)
{
	int error = sysctl_out(req, buf, strnlen(buf, size) + 1);
	size_t n;

	if (error != 0 || req->newptr == NULL)
		return (error);
	n = req->newlen - req->newidx;
	if (n >= size)
		return (EINVAL);
	if ((error = sysctl_in(req, buf, n)) == 0)
		buf[n] = '\0';
	return (error);
}

/* A variable without a handler of its own. */
static int
handle_plain(struct sysctl_oid *oid, struct sysctl_req *req)
{
	int value;

	switch (oid->oid_kind & CTLTYPE) {
	case CTLTYPE_INT: case CTLTYPE_UINT: case CTLTYPE_S32:
	case CTLTYPE_U32:
		if (oid->oid_arg1 != NULL)
			return (sysctl_handle_int(req, oid->oid_arg1));
		value = (int)oid->oid_arg2;
		return (sysctl_handle_int(req, &value));
	case CTLTYPE_LONG: case CTLTYPE_ULONG: case CTLTYPE_QUAD:
	case CTLTYPE_UQUAD:
		return (sysctl_handle_long(req, oid->oid_arg1));
	case CTLTYPE_STRING:
		return (sysctl_handle_string(req, oid->oid_arg1,
		    oid->oid_arg2 != 0 ? (size_t)oid->oid_arg2 :
		    strlen(oid->oid_arg1) + 1));
	case CTLTYPE_OPAQUE:
		return (sysctl_out(req, oid->oid_arg1,
		    (size_t)oid->oid_arg2));
	}
	return (EINVAL);
}

/* The variable called name, with sysctl_lock held. */
static int
sysctl_call(const int *name, int namelen, struct sysctl_req *req)
{
	struct sysctl_node *sn = &sysctl_root;
	struct sysctl_oid *oid = NULL;
	int i = 0;

	while (i < namelen) {
		if ((sn = sysctl_number(sn, name[i])) == NULL)
			return (ENOENT);
		oid = sn->sn_oid;
		i++;
		if (oid != NULL && ((oid->oid_kind & CTLTYPE) !=
		    CTLTYPE_NODE || oid->oid_handler != NULL))
			break;
		oid = NULL;
	}
	if (oid == NULL)
		return (EISDIR);
	if (i < namelen && oid->oid_handler == NULL)
		return (ENOTDIR);
	if (req->newptr != NULL) {
		if (!((unsigned)oid->oid_kind & CTLFLAG_WR))
			return (EPERM);
		if (!(oid->oid_kind & CTLFLAG_ANYBODY) && req->lwp != NULL &&
		    ((oid->oid_kind & CTLFLAG_PRISON) != 0 ?
		    cred_super(req->lwp->lwp_cred) :
		    cred_root(req->lwp->lwp_cred)) != 0)
			return (EPERM);
		if ((oid->oid_kind & CTLFLAG_SECURE) && securelevel > 0)
			return (EPERM);
	}
	if (oid->oid_handler != NULL)
		return (oid->oid_handler(oid, name + i, namelen - i, req));
	return (handle_plain(oid, req));
}

int
sys___sysctl(struct lwp *lp, const struct __sysctl_args *uap, int64_t rv[2])
{
	struct sysctl_req req = { .lwp = lp };
	int name[CTL_MAXNAME], error, error2;

	if (uap->namelen < 1 || uap->namelen > CTL_MAXNAME)
		return (EINVAL);
	error = copyin(uap->name, name, uap->namelen * sizeof(int));
	if (error != 0)
		return (error);
	if (uap->oldlenp != NULL && (error = copyin(uap->oldlenp,
	    &req.oldlen, sizeof(req.oldlen))) != 0)
		return (error);
	req.oldptr = uap->oldp;
	if (uap->newp != NULL) {
		req.newptr = uap->newp;
		req.newlen = uap->newlen;
	}
	lock_shared(&sysctl_lock);
	error = sysctl_call(name, (int)uap->namelen, &req);
	lock_release(&sysctl_lock);
	if (error != 0 && error != ENOMEM)
		return (error);
	if (uap->oldlenp != NULL) {
		size_t got = req.oldptr != NULL && req.oldidx > req.oldlen ?
		    req.oldlen : req.oldidx;

		error2 = copyout(&got, uap->oldlenp, sizeof(got));
		if (error2 != 0)
			return (error2);
	}
	return (error);
}
