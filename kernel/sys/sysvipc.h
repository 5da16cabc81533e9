/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysvipc.h: what the rest of the kernel tells System V IPC.  Each is there only
 * in a kernel with its option (SYSVSHM, SYSVSEM).
 *
 * shm_fork: the space to was made from from, and has the same segments attached:
 * ENOMEM.  shm_exit: all of vs is being unmapped.  sem_exit: p ends, what it asked
 * for with SEM_UNDO is done.  Context: the thread concerned, no lock held.
 */
#ifndef _KERN_SYSVIPC_H_
#define _KERN_SYSVIPC_H_

struct proc;
struct vmspace;

/* Once, at the start. */
void	shm_init(void);
void	sem_init(void);
void	msg_init(void);

int	shm_fork(struct vmspace *from, struct vmspace *to)
	    __attribute__((weak));
void	shm_exit(struct vmspace *vs) __attribute__((weak));
void	sem_exit(struct proc *p) __attribute__((weak));

#endif /* !_KERN_SYSVIPC_H_ */
