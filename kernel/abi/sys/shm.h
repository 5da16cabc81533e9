/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shm.h: System V shared memory, shmget(2).
 */
#ifndef _SYS_SHM_H_
#define _SYS_SHM_H_

#include <sys/ipc.h>
#include <machine/param.h>

#define SHM_RDONLY	010000	/* shmat: for reading only */
#define SHM_RND		020000	/* shmat: round the address down to SHMLBA */
#define SHMLBA		PAGE_SIZE
#define SHM_R		IPC_R
#define SHM_W		IPC_W

typedef unsigned int shmatt_t;

struct shmid_ds {
	struct ipc_perm	shm_perm;
	size_t	shm_segsz;	/* bytes */
	pid_t	shm_lpid;	/* of the last shmat or shmdt */
	pid_t	shm_cpid;	/* of the creator */
	shmatt_t shm_nattch;	/* attached so often now */
	time_t	shm_atime;	/* last shmat */
	time_t	shm_dtime;	/* last shmdt */
	time_t	shm_ctime;	/* last change by shmctl */
	void	*shm_internal;
};

/* Limits, kern.ipc.shm*. */
struct shminfo {
	long	shmmax;		/* most bytes of a segment */
	long	shmmin;		/* fewest */
	long	shmmni;		/* segments */
	long	shmseg;		/* attached to one process */
	long	shmall;		/* pages of all segments */
};

#ifndef _KERNEL
__BEGIN_DECLS
void	*shmat(int, const void *, int);
int	shmctl(int, int, struct shmid_ds *);
int	shmdt(const void *);
int	shmget(key_t, size_t, int);
__END_DECLS
#endif

#endif /* !_SYS_SHM_H_ */
