/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwp.h: lwp_create(2): where a new LWP starts.
 */
#ifndef _SYS_LWP_H_
#define _SYS_LWP_H_

#include <sys/types.h>
#include <machine/cpumask.h>

struct rtprio;

struct lwp_params {
	void	(*lwp_func)(void *);
	void	*lwp_arg;
	void	*lwp_stack;
	lwpid_t	*lwp_tid1;	/* told to the parent, and */
	lwpid_t	*lwp_tid2;	/* to the new LWP; NULL: not told */
};

#ifndef _KERNEL
__BEGIN_DECLS
int	lwp_create(struct lwp_params *);
int	lwp_create2(struct lwp_params *, const cpumask_t *);
lwpid_t	lwp_gettid(void);
int	lwp_getaffinity(pid_t, lwpid_t, cpumask_t *);
int	lwp_getname(lwpid_t, char *, size_t);
int	lwp_kill(pid_t, lwpid_t, int);
int	lwp_rtprio(int, pid_t, lwpid_t, struct rtprio *);
int	lwp_setaffinity(pid_t, lwpid_t, const cpumask_t *);
int	lwp_setname(lwpid_t, const char *);
__END_DECLS
#endif

#endif /* !_SYS_LWP_H_ */
