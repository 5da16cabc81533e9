/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ksysctl.h: the sysctl tree, sysctl(3) and sysctl(9), and kernel environment
 * tunables.  Nodes are declared where the variable lives and gathered by a
 * linker set.  Reads of plain variables need no lock.
 */
#ifndef _KERN_KSYSCTL_H_
#define _KERN_KSYSCTL_H_

#include "sys/kdefs.h"
#include <sys/sysctl.h>

struct lwp;
struct sysctl_oid;

/* One request.  Handlers move data with sysctl_out() and sysctl_in(). */
struct sysctl_req {
	struct lwp	*lwp;		/* NULL: from the kernel */
	void		*oldptr;	/* user (or kernel) buffer or NULL */
	size_t		 oldlen;	/* room */
	size_t		 oldidx;	/* bytes produced, may exceed room */
	const void	*newptr;
	size_t		 newlen;
	size_t		 newidx;
	bool		 kernel;	/* buffers are kernel memory */
};
typedef int sysctl_handler(struct sysctl_oid *, const int *name, int namelen,
    struct sysctl_req *);

struct sysctl_oid {
	const char	*oid_path;	/* "kern.ostype": full dotted name */
	int		 oid_number;	/* last component; OID_AUTO */
	int		 oid_kind;	/* CTLTYPE_* | CTLFLAG_* */
	void		*oid_arg1;
	intptr_t	 oid_arg2;
	sysctl_handler	*oid_handler;	/* NULL: by type */
	const char	*oid_fmt;	/* "I" "A" "S,clockinfo" ... */
	const char	*oid_descr;
};

#ifndef OID_AUTO
#define OID_AUTO	(-1)
#endif
/* Its owner reads the kernel environment himself, see sysctl_tunables(). */
#define CTLFLAG_TUN	0x00080000

/*
 * Declare a leaf or node by full path.  Parents that have a fixed number
 * (CTL_KERN ...) are declared once in kern/sysctl.c; others arise by need.
 */
#define SYSCTL_DEF(sym, path, nbr, kind, a1, a2, handler, fmt, descr)	\
	static struct sysctl_oid sysctl_##sym = {			\
		path, nbr, kind, a1, a2, handler, fmt, descr };		\
	SET_ENTRY(sysctl, sysctl_##sym)
#define SYSCTL_KNODE(sym, path, nbr, descr)				\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_NODE | CTLFLAG_RD, NULL, 0,	\
	    NULL, "N", descr)
#define SYSCTL_KINT(sym, path, nbr, access, ptr, descr)			\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_INT | (access), ptr, 0,	\
	    NULL, "I", descr)
#define SYSCTL_KLONG(sym, path, nbr, access, ptr, descr)		\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_LONG | (access), ptr, 0,	\
	    NULL, "L", descr)
#define SYSCTL_KSTRING(sym, path, nbr, access, ptr, len, descr)		\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_STRING | (access), ptr, len,	\
	    NULL, "A", descr)
#define SYSCTL_KOPAQUE(sym, path, nbr, access, ptr, len, fmt, descr)	\
	SYSCTL_DEF(sym, path, nbr, CTLTYPE_OPAQUE | (access), ptr, len,	\
	    NULL, fmt, descr)
/* handler; a1/a2 as it likes.  A NODE kind with handler gets the rest of the
 * name in name/namelen (kern.proc.*). */
#define SYSCTL_KPROC(sym, path, nbr, kind, a1, a2, handler, fmt, descr)	\
	SYSCTL_DEF(sym, path, nbr, kind, a1, a2, handler, fmt, descr)

/* kern.hostname outside of jails; jail_sysctl.c. */
extern char hostname[];
/* kern.securelevel: it only rises. */
extern int securelevel;

void	sysctl_init(void);
/*
 * Give writable plain variables the values that the kernel environment has for
 * their names; what is no value is told and ignored.  Once, after all that
 * computes defaults.
 */
void	sysctl_tunables(void);
/* The same for one that is not in the tree yet. */
void	sysctl_tune(struct sysctl_oid *);
/* Wait for the handlers that run now.  Context: a thread, no lock behind LR_KLD. */
void	sysctl_drain(void);
/* Add and remove at run time (modules, devices): hw.vkeN and the like. */
int	sysctl_add(struct sysctl_oid *);
void	sysctl_remove(struct sysctl_oid *);
int	sysctl_out(struct sysctl_req *, const void *, size_t);	/* ENOMEM, EFAULT */
int	sysctl_in(struct sysctl_req *, void *, size_t);		/* EINVAL, EFAULT */
/* Handlers to call from one's own: old value out, new value in. */
int	sysctl_handle_int(struct sysctl_req *, int *value);
int	sysctl_handle_long(struct sysctl_req *, int64_t *value);
int	sysctl_handle_string(struct sysctl_req *, char *buf, size_t size);

/* Kernel environment: -e, tunables, kenv(2). */
#define KENV_ARGS	512	/* variables that -e may have */
#define KENV_MAX	520	/* with those the kernel sets */
int	kenv_set(const char *name, const char *value);	/* EINVAL, ENOMEM, ENAMETOOLONG */
bool	kenv_get(const char *name, char *buf, size_t size);
bool	kenv_getint(const char *name, int *value);	/* decimal, 0x, K M G */
bool	kenv_getquad(const char *name, int64_t *value);
/*
 * A tunable: *value becomes that of the variable, if there is one, within
 * lo..hi.  What is no number, or beyond the limits, is told.  At boot.
 */
void	kenv_tunable(const char *name, int lo, int hi, int *value);
/*
 * Call fn for each variable, in the order in which they were set.  During the
 * boot only: no lock is held.
 */
void	kenv_foreach(void (*fn)(const char *name, const char *value));

#endif /* !_KERN_KSYSCTL_H_ */
