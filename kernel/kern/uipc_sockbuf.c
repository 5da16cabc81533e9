/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uipc_sockbuf.c: messages, the pieces in which data lies in sockets, and the
 * queues of them.  Small pieces of a stream are merged.
 *
 * Locks: so_spin for queues; memory is counted atomically.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/ksocket.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_SOCKMSG, "sockmsg", "data in sockets");

/* Bytes in messages, and how many there may be: by the kernel's memory. */
static int64_t sock_mem;		/* atomic */
static int64_t sock_maxmem;
SYSCTL_KLONG(kern_ipc_sockmem, "kern.ipc.sockmem", OID_AUTO, CTLFLAG_RD,
    &sock_mem, "Bytes of data in sockets");
SYSCTL_KLONG(kern_ipc_maxsockmem, "kern.ipc.maxsockmem", OID_AUTO, CTLFLAG_RW,
    &sock_maxmem, "Maximum bytes of data in sockets");

/* ---- messages and buffers -------------------------------------------------- */

static struct sockmsg *
msg_alloc(size_t room, size_t ext, int flags)
{
	size_t size = sizeof(struct sockmsg) + room;
	uint64_t total, avail;
	struct sockmsg *m;

	if (sock_maxmem == 0) {
		kmem_stats(&total, &avail);
		sock_maxmem = (int64_t)(total / 4);
	}
	if (atomic_add(&sock_mem, (int64_t)(size + ext)) > sock_maxmem ||
	    (m = kmalloc(size, M_SOCKMSG, flags)) == NULL) {
		atomic_sub(&sock_mem, (int64_t)(size + ext));
		return (NULL);
	}
	bzero(m, sizeof(*m));
	m->sm_data = m->sm_room;
	m->sm_size = (uint32_t)(room + ext);
	return (m);
}

struct sockmsg *
sockmsg_alloc(size_t room)
{
	return (msg_alloc(room, 0, M_WAITOK));
}

struct sockmsg *
sockmsg_alloc_nowait(size_t room)
{
	return (msg_alloc(room, 0, M_NOWAIT));
}

struct sockmsg *
sockmsg_ext(void *data, size_t len, void (*extfree)(void *), void *ext)
{
	struct sockmsg *m = msg_alloc(0, len, M_NOWAIT);

	if (m != NULL) {
		m->sm_data = data;
		m->sm_len = (uint32_t)len;
		m->sm_extfree = extfree;
		m->sm_ext = ext;
	}
	return (m);
}

void
sockmsg_free(struct sockmsg *m)
{
	if (m->sm_ctl != NULL)
		sockctl_free(m->sm_ctl);
	kfree(m->sm_from, M_SOCKMSG);
	atomic_sub(&sock_mem, (int64_t)(sizeof(*m) + m->sm_size));
	if (m->sm_extfree != NULL)
		m->sm_extfree(m->sm_ext);
	kfree(m, M_SOCKMSG);
}

uint32_t
sb_space(const struct sockbuf *sb)
{
	return (sb->sb_cc >= sb->sb_hiwat ? 0 : sb->sb_hiwat - sb->sb_cc);
}

void
sbappend(struct socket *so, struct sockmsg *m)
{
	struct sockbuf *sb = &so->so_rcv;
	struct sockmsg *last = STAILQ_EMPTY(&sb->sb_msgs) ? NULL : sb->sb_last;

	sb->sb_cc += m->sm_len;
	/* What lies in another's memory has no room behind it. */
	if ((so->so_proto->pr_flags & PR_ATOMIC) == 0 && last != NULL &&
	    last->sm_extfree == NULL && m->sm_ctl == NULL && m->sm_from == NULL && !last->sm_eor &&
	    m->sm_len <= SOCKMSG_SMALL &&
	    last->sm_size - last->sm_off - last->sm_len >= m->sm_len) {
		memcpy(last->sm_data + last->sm_off + last->sm_len,
		    m->sm_data + m->sm_off, m->sm_len);
		last->sm_len += m->sm_len;
		last->sm_eor = m->sm_eor;
		sockmsg_free(m);
	} else {
		STAILQ_INSERT_TAIL(&sb->sb_msgs, m, sm_link);
		sb->sb_last = m;
		sb->sb_nmsgs++;
	}
	so_wake_reader(so);
}

/* Throw the queue away; rights in it are dropped later. */
void
sb_flush(struct sockbuf *sb, struct socket *so)
{
	struct sockmsg *m;

	spin_lock(&so->so_spin);
	while ((m = STAILQ_FIRST(&sb->sb_msgs)) != NULL) {
		STAILQ_REMOVE_HEAD(&sb->sb_msgs, sm_link);
		sb->sb_nmsgs--;
		sb->sb_cc -= m->sm_len;
		spin_unlock(&so->so_spin);
		sockmsg_free(m);
		spin_lock(&so->so_spin);
	}
	so->so_oobmark = 0;
	spin_unlock(&so->so_spin);
}
