/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_proto.c: which protocols there are for sockets: those that the kernel was
 * linked with, for ever, and those of modules, which go when no socket has them.
 *
 * Locks: p proto_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kmodule.h"
#include "sys/ksocket.h"

#define NPROTOS		32		/* of modules */

SET_DECLARE(protosw, const struct protosw);
static const struct protosw *protos[NPROTOS];	/* [p] NULL: free */
static struct spinlock proto_spin = SPINLOCK_INITIALIZER("protosw",
    LR_SPINMISC);

/* What is looked for, and how near we came. */
struct want {
	int	 domain, type, protocol;
	bool	 family, typed;
};

static bool
proto_fits(struct want *w, const struct protosw *pr)
{
	if (pr->pr_domain != w->domain)
		return (false);
	w->family = true;
	if (pr->pr_type != w->type)
		return (false);
	w->typed = true;
	return (w->protocol == 0 || pr->pr_protocol == w->protocol ||
	    pr->pr_protocol == PROTO_ANY);
}

int
proto_find(int domain, int type, int protocol, const struct protosw **prp)
{
	struct want w = { domain, type, protocol, false, false };
	const struct protosw **pv, *pr = NULL;

	SET_FOREACH(pv, protosw)
		if (proto_fits(&w, *pv)) {
			*prp = *pv;
			return (0);
		}
	spin_lock(&proto_spin);
	for (size_t i = 0; pr == NULL && i < NPROTOS; i++) {
		/* What starts or goes is not there. */
		if (protos[i] == NULL || !module_get(protos[i]))
			continue;
		if (proto_fits(&w, protos[i]))
			pr = protos[i];
		else
			module_drop(protos[i]);
	}
	spin_unlock(&proto_spin);
	if ((*prp = pr) != NULL)
		return (0);
	if (!w.family)
		return (EAFNOSUPPORT);
	return (w.typed ? EPROTONOSUPPORT : EPROTOTYPE);
}

/* Would the one hide the other? */
static bool
proto_same(const struct protosw *a, const struct protosw *b)
{
	return (a->pr_domain == b->pr_domain && a->pr_type == b->pr_type &&
	    a->pr_protocol == b->pr_protocol);
}

int
proto_register(const struct protosw *pr)
{
	const struct protosw **pv;
	size_t at = NPROTOS;
	int error = 0;

	SET_FOREACH(pv, protosw)
		if (proto_same(*pv, pr))
			return (EEXIST);
	spin_lock(&proto_spin);
	for (size_t i = 0; i < NPROTOS; i++)
		if (protos[i] == NULL)
			at = K_MIN(at, i);
		else if (proto_same(protos[i], pr))
			error = EEXIST;
	if (error == 0 && at == NPROTOS)
		error = ENFILE;
	if (error == 0)
		protos[at] = pr;
	spin_unlock(&proto_spin);
	return (error);
}

void
proto_unregister(const struct protosw *pr)
{
	spin_lock(&proto_spin);
	for (size_t i = 0; i < NPROTOS; i++)
		if (protos[i] == pr)
			protos[i] = NULL;
	spin_unlock(&proto_spin);
}
