/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl_meta.c: what sysctl(8) and sysctlbyname(3) ask about the tree:
 * names, numbers, the next variable, formats and descriptions (CTL_SYSCTL).
 */
#include "sys/ksysctl.h"
#include "kern/sysctl_var.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define MAXNAMELEN	256

static struct sysctl_node *
find(const int *name, int namelen)
{
	struct sysctl_node *sn = &sysctl_root;

	while (namelen-- > 0 && sn != NULL)
		sn = sysctl_number(sn, *name++);
	return (sn);
}

/* {0, 1, ...}: the name. Unknown parts are shown as their numbers. */
static int
meta_name(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct sysctl_node *sn = &sysctl_root;
	char buf[MAXNAMELEN];
	int n = 0;

	for (int i = 0; i < namelen; i++) {
		if (sn != NULL)
			sn = sysctl_number(sn, name[i]);
		if (sn != NULL)
			n += ksnprintf(buf + n, sizeof(buf) - (size_t)n,
			    "%s%s", i > 0 ? "." : "", sn->sn_name);
		else
			n += ksnprintf(buf + n, sizeof(buf) - (size_t)n,
			    "%s%d", i > 0 ? "." : "", name[i]);
		if (n >= (int)sizeof(buf))
			return (ENAMETOOLONG);
	}
	return (sysctl_out(req, buf, (size_t)n + 1));
}
SYSCTL_KPROC(meta_name, "sysctl.name", CTL_SYSCTL_NAME, CTLTYPE_NODE |
    CTLFLAG_RD, NULL, 0, meta_name, "", "Name of a variable");

static bool
is_leaf(const struct sysctl_node *sn)
{
	return (sn->sn_oid != NULL && !(sn->sn_oid->oid_kind & CTLFLAG_SKIP) &&
	    ((sn->sn_oid->oid_kind & CTLTYPE) != CTLTYPE_NODE ||
	    sn->sn_oid->oid_handler != NULL));
}

static struct sysctl_node *
first_leaf(struct sysctl_node *sn)
{
	struct sysctl_node *c, *leaf;

	if (is_leaf(sn))
		return (sn);
	for (c = sn->sn_child; c != NULL; c = c->sn_next)
		if ((leaf = first_leaf(c)) != NULL)
			return (leaf);
	return (NULL);
}

/* {0, 2, ...}: the number of the variable after this one. */
static int
meta_next(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct sysctl_node *sn = &sysctl_root, *c, *leaf = NULL;
	int number[CTL_MAXNAME], n = 0, i;

	/* As far as the name exists; then the first one beyond it. */
	for (i = 0; i < namelen; i++) {
		if ((c = sysctl_number(sn, name[i])) == NULL)
			break;
		sn = c;
	}
	if (i < namelen) {
		for (c = sn->sn_child; c != NULL && leaf == NULL;
		    c = c->sn_next)
			if (c->sn_number > name[i])
				leaf = first_leaf(c);
	} else if (!is_leaf(sn))
		for (c = sn->sn_child; c != NULL && leaf == NULL;
		    c = c->sn_next)
			leaf = first_leaf(c);
	while (leaf == NULL && sn != &sysctl_root) {
		for (c = sn->sn_next; c != NULL && leaf == NULL;
		    c = c->sn_next)
			leaf = first_leaf(c);
		sn = sn->sn_parent;
	}
	if (leaf == NULL)
		return (ENOENT);
	for (sn = leaf; sn != &sysctl_root; sn = sn->sn_parent)
		n++;
	i = n;
	for (sn = leaf; sn != &sysctl_root; sn = sn->sn_parent)
		number[--i] = sn->sn_number;
	return (sysctl_out(req, number, (size_t)n * sizeof(int)));
}
SYSCTL_KPROC(meta_next, "sysctl.next", CTL_SYSCTL_NEXT, CTLTYPE_NODE |
    CTLFLAG_RD, NULL, 0, meta_next, "", "The next variable");

/* {0, 3} with a name as new value: its numbers. */
static int
meta_name2oid(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct sysctl_node *sn = &sysctl_root;
	char buf[MAXNAMELEN], *p, *dot;
	int number[CTL_MAXNAME], n = 0, error;
	size_t len = req->newlen;

	if (req->newptr == NULL || len == 0)
		return (ENOENT);
	if (len >= sizeof(buf))
		return (ENAMETOOLONG);
	if ((error = sysctl_in(req, buf, len)) != 0)
		return (error);
	buf[len] = '\0';
	for (p = buf; *p != '\0'; p = dot) {
		for (dot = p; *dot != '\0' && *dot != '.'; dot++)
			;
		if (n == CTL_MAXNAME)
			return (ENOENT);
		sn = sysctl_child(sn, p, (size_t)(dot - p));
		if (sn == NULL)
			return (ENOENT);
		number[n++] = sn->sn_number;
		if (*dot == '.')
			dot++;
	}
	if (n == 0)
		return (ENOENT);
	return (sysctl_out(req, number, (size_t)n * sizeof(int)));
}
SYSCTL_KPROC(meta_name2oid, "sysctl.name2oid", CTL_SYSCTL_NAME2OID,
    CTLTYPE_INT | CTLFLAG_RW | CTLFLAG_ANYBODY, NULL, 0, meta_name2oid, "I",
    "Numbers of a name");

/* {0, 4, ...}: kind and format. */
static int
meta_format(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct sysctl_node *sn = find(name, namelen);
	unsigned kind = CTLTYPE_NODE | CTLFLAG_RD;
	const char *fmt = "N";
	int error;

	if (sn == NULL)
		return (ENOENT);
	if (sn->sn_oid != NULL) {
		kind = (unsigned)sn->sn_oid->oid_kind;
		if (sn->sn_oid->oid_fmt != NULL)
			fmt = sn->sn_oid->oid_fmt;
	}
	if ((error = sysctl_out(req, &kind, sizeof(kind))) != 0)
		return (error);
	return (sysctl_out(req, fmt, strlen(fmt) + 1));
}
SYSCTL_KPROC(meta_format, "sysctl.oidfmt", CTL_SYSCTL_OIDFMT, CTLTYPE_NODE |
    CTLFLAG_RD, NULL, 0, meta_format, "", "Kind and format of a variable");

/* {0, 5, ...}: the description. */
static int
meta_descr(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct sysctl_node *sn = find(name, namelen);
	const char *d;

	if (sn == NULL || sn->sn_oid == NULL || sn->sn_oid->oid_descr == NULL)
		return (ENOENT);
	d = sn->sn_oid->oid_descr;
	return (sysctl_out(req, d, strlen(d) + 1));
}
SYSCTL_KPROC(meta_descr, "sysctl.oiddescr", CTL_SYSCTL_OIDDESCR,
    CTLTYPE_NODE | CTLFLAG_RD, NULL, 0, meta_descr, "",
    "Description of a variable");
