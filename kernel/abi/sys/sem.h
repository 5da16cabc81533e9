/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sem.h: System V semaphores, semget(2).
 */
#ifndef _SYS_SEM_H_
#define _SYS_SEM_H_

#include <sys/ipc.h>

struct sem;

struct semid_ds {
	struct ipc_perm	sem_perm;
	struct sem	*sem_base;
	unsigned short	sem_nsems;	/* semaphores in the set */
	time_t	sem_otime;	/* last semop */
	long	sem_pad1;
	time_t	sem_ctime;	/* last change by semctl */
	long	sem_pad2;
	long	sem_pad3[4];
};

/* One operation of semop(2). */
struct sembuf {
	unsigned short	sem_num;
	short	sem_op;
	short	sem_flg;	/* IPC_NOWAIT, SEM_UNDO */
};
#define SEM_UNDO	010000
#define MAX_SOPS	5	/* operations that every kernel takes at once */

/* The last argument of semctl(2). */
union semun {
	int	val;		/* SETVAL */
	struct semid_ds	*buf;	/* IPC_STAT, IPC_SET, SEM_STAT */
	unsigned short	*array;	/* GETALL, SETALL */
};

#define GETNCNT		3
#define GETPID		4
#define GETVAL		5
#define GETALL		6
#define GETZCNT		7
#define SETVAL		8
#define SETALL		9
#define SEM_STAT	10	/* IPC_STAT by place in the table */

#define SEM_A		0200	/* may alter */
#define SEM_R		0400	/* may read */
#define SEM_ALLOC	01000	/* in sem_perm.mode: there is such a set */
#define SEM_DEST	02000

/* Limits, kern.ipc.sem*. */
struct seminfo {
	int	semmap;
	int	semmni;		/* sets */
	int	semmns;		/* semaphores */
	int	semmnu;		/* undo structures */
	int	semmsl;		/* semaphores of a set */
	int	semopm;		/* operations of a semop */
	int	semume;		/* undo entries of a process */
	int	semusz;
	int	semvmx;		/* greatest value */
	int	semaem;		/* greatest adjustment at exit */
};

#ifndef _KERNEL
__BEGIN_DECLS
int	semctl(int, int, int, ...);
int	semget(key_t, int, int);
int	semop(int, struct sembuf *, unsigned);
__END_DECLS
#endif

#endif /* !_SYS_SEM_H_ */
