/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * select.c: select(2), pselect(2), on the notes of kqueue.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include <sys/select.h>
#include "kern/waitset.h"
#include "lib/libkern.h"

#define SEL_SETS	3
#define SEL_SMALL	16	/* words of each set on the stack: 1024 bits */

/* The sets asked for and those found, read, write, except. */
struct selset {
	unsigned long	*se_in[SEL_SETS];
	unsigned long	*se_out[SEL_SETS];
	int		 se_nd;
	int		 se_words;
};
static const short sel_filter[SEL_SETS] = { EVFILT_READ, EVFILT_WRITE,
    EVFILT_EXCEPT };

static void
sel_mark(struct selset *se, int set, int fd)
{
	se->se_out[set][(unsigned)fd / NFDBITS] |=
	    1UL << ((unsigned)fd % NFDBITS);
}

static void
sel_report(void *arg, struct knote *kn)
{
	sel_mark(arg, (int)(uintptr_t)kn->kn_kev.udata, (int)kn->kn_id);
}

/* Attach the notes of one set; the first bad descriptor is EBADF. */
static int
sel_add(struct waitset *ws, struct selset *se, int set)
{
	unsigned long bits;
	struct knote *kn;
	int w, fd, error;
	bool ready;

	for (w = 0; se->se_in[set] != NULL && w < se->se_words; w++) {
		for (bits = se->se_in[set][w]; bits != 0; bits &= bits - 1) {
			fd = w * (int)NFDBITS + __builtin_ctzl(bits);
			if (fd >= se->se_nd)
				break;
			error = wait_add(ws, fd, sel_filter[set],
			    (uint64_t)set, &kn, &ready);
			if (error == EBADF)
				return (EBADF);
			/* What cannot wait is ready; it has no exceptions. */
			if (error != 0 ? set != SEL_SETS - 1 : ready)
				sel_mark(se, set, fd);
		}
	}
	return (0);
}

static int
sel_count(unsigned long *const sets[SEL_SETS], int words)
{
	int i, w, n = 0;

	for (i = 0; i < SEL_SETS; i++)
		for (w = 0; sets[i] != NULL && w < words; w++)
			n += __builtin_popcountl(sets[i][w]);
	return (n);
}

static int
sel_wait(struct selset *se, int64_t deadline, int *np)
{
	struct waitset ws;
	int set, error, found;

	error = wait_init(&ws, (size_t)sel_count(se->se_in, se->se_words));
	if (error != 0)
		return (error);
	for (set = 0; error == 0 && set < SEL_SETS; set++)
		error = sel_add(&ws, se, set);
	while (error == 0 &&
	    (*np = sel_count(se->se_out, se->se_words)) == 0 &&
	    deadline >= 0) {
		error = wait_sleep(&ws, deadline, sel_report, se, &found);
		if (found == 0)
			break;
	}
	wait_done(&ws);
	return (error);
}

static int
do_select(int nd, void *const usets[SEL_SETS], int64_t deadline, int64_t *res)
{
	unsigned long small[2 * SEL_SETS * SEL_SMALL], *mem = small;
	struct selset se;
	size_t bytes;
	int i, error = 0, n = 0;

	if (nd < 0)
		return (EINVAL);
	if (nd > maxfilesperproc)
		nd = maxfilesperproc;
	se.se_nd = nd;
	se.se_words = (nd + (int)NFDBITS - 1) / (int)NFDBITS;
	bytes = (size_t)se.se_words * sizeof(unsigned long);
	if (se.se_words > SEL_SMALL) {
		mem = kmalloc(2 * SEL_SETS * bytes, M_SELECT, M_WAITOK);
		if (mem == NULL)
			return (ENOMEM);
	}
	bzero(mem, 2 * SEL_SETS * bytes);
	for (i = 0; i < SEL_SETS; i++) {
		se.se_in[i] = usets[i] == NULL ? NULL : mem + i * se.se_words;
		se.se_out[i] = mem + (SEL_SETS + i) * se.se_words;
		if (usets[i] != NULL && error == 0)
			error = copyin(usets[i], se.se_in[i], bytes);
	}
	if (error == 0)
		error = sel_wait(&se, deadline, &n);
	for (i = 0; i < SEL_SETS && error == 0; i++)
		if (usets[i] != NULL)
			error = copyout(se.se_out[i], usets[i], bytes);
	if (mem != small)
		kfree(mem, M_SELECT);
	*res = n;
	return (error);
}

int
sys_select(struct lwp *lp, const struct select_args *uap, int64_t rv[2])
{
	void *const sets[SEL_SETS] = { uap->in, uap->ou, uap->ex };
	int64_t deadline = 0;
	struct timeval tv;
	int error;

	if (uap->tv != NULL) {
		if ((error = copyin(uap->tv, &tv, sizeof(tv))) != 0)
			return (error);
		if (tv.tv_usec < 0 || tv.tv_usec >= 1000000)
			return (EINVAL);
		error = wait_deadline(tv.tv_sec, tv.tv_usec * NS_PER_US,
		    &deadline);
		if (error != 0)
			return (error);
	}
	return (do_select(uap->nd, sets, deadline, &rv[0]));
}

int
sys_pselect(struct lwp *lp, const struct pselect_args *uap, int64_t rv[2])
{
	void *const sets[SEL_SETS] = { uap->in, uap->ou, uap->ex };
	int64_t deadline;
	int error;

	if ((error = wait_timespec(uap->ts, &deadline)) != 0 ||
	    (error = wait_setmask(lp, uap->sigmask)) != 0)
		return (error);
	error = do_select(uap->nd, sets, deadline, &rv[0]);
	wait_resetmask(lp, uap->sigmask, error);
	return (error);
}
