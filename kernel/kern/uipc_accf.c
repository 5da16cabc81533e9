/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_accf.c: SO_ACCEPTFILTER: connections that wait at their listener until the
 * peer has said something, accf_data(9), or a whole request of HTTP,
 * accf_http(9); then accept(2) finds them.
 *
 * Invariants: a connection with so_waits is on its so_head's so_incomp.
 * Locks: accf_spin guards who waits where, and keeps the listener alive for
 * those who do; then so_spin of the listener, then that of the connection.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/ksocket.h"

#define HTTP_MAX	8192	/* bytes of a request that are waited for */

static struct spinlock accf_spin = SPINLOCK_INITIALIZER("accf", LR_ACCF);

/* ---- filters; so_spin of the connection is held ------------------------------------- */

struct accept_filter {
	const char	*af_name;
	bool		(*af_ready)(const struct socket *);
};

static bool
data_ready(const struct socket *so)
{
	return (so->so_rcv.sb_cc > 0);
}

/* Is what came the beginning of word, or begins with it?  *whole: all of it. */
static bool
begins(const struct socket *so, const char *word, bool *whole)
{
	const struct sockmsg *m;
	size_t n = 0;

	STAILQ_FOREACH(m, &so->so_rcv.sb_msgs, sm_link)
		for (uint32_t i = 0; i < m->sm_len && word[n] != '\0'; i++)
			if (m->sm_data[m->sm_off + i] != (uint8_t)word[n++])
				return (false);
	*whole = word[n] == '\0';
	return (true);
}

/* An empty line ends the request. */
static bool
http_ends(const struct socket *so)
{
	const struct sockmsg *m;
	bool line = false;		/* nothing but CR since the last LF */
	uint8_t c;

	STAILQ_FOREACH(m, &so->so_rcv.sb_msgs, sm_link)
		for (uint32_t i = 0; i < m->sm_len; i++) {
			c = m->sm_data[m->sm_off + i];
			if (c == '\n' && line)
				return (true);
			line = c == '\n' || (c == '\r' && line);
		}
	return (false);
}

/* What is no GET or HEAD is none of ours, and goes on at once. */
static bool
http_ready(const struct socket *so)
{
	bool whole = false;

	if (so->so_rcv.sb_cc >= HTTP_MAX)
		return (true);
	if (!begins(so, "GET ", &whole) && !begins(so, "HEAD ", &whole))
		return (true);
	return (whole && http_ends(so));
}

static const struct accept_filter filters[] = {
	{ "dataready", data_ready },
	{ "httpready", http_ready },
};

static const struct accept_filter *
filter_find(const char *name)
{
	for (size_t i = 0; i < NELEM(filters); i++)
		if (strcmp(filters[i].af_name, name) == 0)
			return (&filters[i]);
	return (NULL);
}

/* ---- waiting ------------------------------------------------------------------------- */

/* so waits no more; accf_spin and so_spin of both are held. */
static void
let_go(struct socket *head, struct socket *so)
{
	TAILQ_REMOVE(&head->so_incomp, so, so_list);
	head->so_incqlen--;
	so->so_waits = false;
	TAILQ_INSERT_TAIL(&head->so_comp, so, so_list);
	head->so_qlen++;
	so_wake_reader(head);
}

/* Is there no reason to wait (any more)?  so_spin is held. */
static bool
over(const struct socket *head, const struct socket *so)
{
	return (head->so_accf == NULL || so->so_rcv.sb_closed ||
	    so->so_error != 0 || head->so_accf->af_ready(so));
}

bool
accf_hold(struct socket *head, struct socket *so)
{
	struct socket *oldest;
	bool held = false;

	spin_lock(&accf_spin);
	spin_lock(&head->so_spin);
	if ((head->so_options & SO_ACCEPTCONN) == 0)
		goto out;
	/* Those who say nothing keep nobody out. */
	if (head->so_incqlen > 3 * head->so_qlimit / 2) {
		if (so_qfull(head))
			goto out;
		oldest = TAILQ_FIRST(&head->so_incomp);
		spin_lock(&oldest->so_spin);
		let_go(head, oldest);
		spin_unlock(&oldest->so_spin);
	}
	spin_lock(&so->so_spin);
	if (!over(head, so)) {
		so->so_head = head;
		so->so_waits = held = true;
		TAILQ_INSERT_TAIL(&head->so_incomp, so, so_list);
		head->so_incqlen++;
	}
	spin_unlock(&so->so_spin);
out:
	spin_unlock(&head->so_spin);
	spin_unlock(&accf_spin);
	return (held);
}

struct socket *
accf_check(struct socket *so)
{
	struct socket *head, *told = NULL;

	spin_lock(&accf_spin);
	if (so->so_waits) {
		head = so->so_head;
		spin_lock(&head->so_spin);
		spin_lock(&so->so_spin);
		if (over(head, so)) {
			let_go(head, so);
			told = head;
		}
		spin_unlock(&so->so_spin);
		spin_unlock(&head->so_spin);
	}
	spin_unlock(&accf_spin);
	return (told);
}

struct socket *
accf_take(struct socket *head)
{
	struct socket *so;

	spin_lock(&accf_spin);
	spin_lock(&head->so_spin);
	if ((so = TAILQ_FIRST(&head->so_incomp)) != NULL) {
		TAILQ_REMOVE(&head->so_incomp, so, so_list);
		head->so_incqlen--;
		so->so_waits = false;
		so->so_head = NULL;
	}
	spin_unlock(&head->so_spin);
	spin_unlock(&accf_spin);
	return (so);
}

/* ---- the option ------------------------------------------------------------------------ */

/* No filter any more: who waits goes on. */
static void
accf_remove(struct socket *head)
{
	struct socket *so;

	spin_lock(&accf_spin);
	spin_lock(&head->so_spin);
	head->so_accf = NULL;
	head->so_options &= ~(uint32_t)SO_ACCEPTFILTER;
	while ((so = TAILQ_FIRST(&head->so_incomp)) != NULL) {
		spin_lock(&so->so_spin);
		let_go(head, so);
		spin_unlock(&so->so_spin);
	}
	spin_unlock(&head->so_spin);
	spin_unlock(&accf_spin);
}

int
accf_set(struct socket *so, const struct sockopt *sopt)
{
	const struct accept_filter *af;
	struct accept_filter_arg *arg = sopt->sopt_val;
	int error = 0;

	if ((so->so_options & SO_ACCEPTCONN) == 0 ||
	    (so->so_proto->pr_flags & PR_INET) == 0)
		return (EINVAL);
	if (sopt->sopt_len == 0) {
		accf_remove(so);
		return (0);
	}
	if (sopt->sopt_len < sizeof(*arg))
		return (EINVAL);
	arg->af_name[sizeof(arg->af_name) - 1] = '\0';
	if ((af = filter_find(arg->af_name)) == NULL)
		return (ENOENT);
	spin_lock(&so->so_spin);
	/* The one before must have been removed. */
	if (so->so_accf != NULL) {
		error = EINVAL;
	} else {
		so->so_accf = af;
		so->so_options |= SO_ACCEPTFILTER;
	}
	spin_unlock(&so->so_spin);
	return (error);
}

int
accf_get(struct socket *so, struct sockopt *sopt)
{
	const struct accept_filter *af = so->so_accf;

	if ((so->so_options & SO_ACCEPTCONN) == 0)
		return (EINVAL);
	sopt->sopt_len = K_MIN(sopt->sopt_len,
	    sizeof(struct accept_filter_arg));
	bzero(sopt->sopt_val, sopt->sopt_len);
	if (af != NULL && sopt->sopt_len > 0)
		strlcpy(sopt->sopt_val, af->af_name, K_MIN(sopt->sopt_len,
		    sizeof(((struct accept_filter_arg *)NULL)->af_name)));
	return (0);
}
