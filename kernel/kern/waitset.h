/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * waitset.h: waiting for many conditions of files at once, as poll(2) and
 * select(2) do: a kqueue of the call's own, on its kernel stack.
 *
 * wait_init: room for so many notes; ENOMEM.  wait_add: a note; its errors are
 * the file's, EBADF for a bad descriptor.  wait_done: all notes go.
 * Context: a system call; no lock held.
 */
#ifndef _KERN_WAITSET_H_
#define _KERN_WAITSET_H_

#include "kern/kqueue.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"

MALLOC_DECLARE(M_SELECT);

#define WAIT_SMALL	4	/* notes on the stack */

/* One wait: a kqueue and an array of notes; kn_ptr is the caller's index. */
struct waitset {
	struct kqueue	 ws_kq;
	struct knote	*ws_notes;
	int		 ws_count;
	int		 ws_room;
	struct knote	 ws_small[WAIT_SMALL];
};
typedef void wait_report(void *arg, struct knote *kn);

int	 wait_init(struct waitset *ws, size_t notes);
void	 wait_done(struct waitset *ws);
int	 wait_add(struct waitset *ws, int fd, short filter, uint64_t index,
	    struct knote **knp, bool *ready);
int	 wait_sleep(struct waitset *ws, int64_t deadline, wait_report *report,
	    void *arg, int *np);
int	 wait_deadline(int64_t sec, int64_t nsec, int64_t *deadline);
int	 wait_timespec(const struct timespec *uts, int64_t *deadline);
int	 wait_setmask(struct lwp *lp, const void *umask);
void	 wait_resetmask(struct lwp *lp, const void *umask, int error);

#endif /* !_KERN_WAITSET_H_ */
