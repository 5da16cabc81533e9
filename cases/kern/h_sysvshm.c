/*
 * h_sysvshm.c: System V shared memory, and what strangers may do with all three
 * kinds of System V IPC.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_sysv.h"

static unsigned
nattch(long id)
{
	struct shmid_ds ds;

	return (sys(SYS_shmctl, id, IPC_STAT, &ds) == 0 ? ds.shm_nattch :
	    1000000);
}

static void
segments(void)
{
	struct shmid_ds ds;
	long id, id2;

	CHECK_EQ(sys(SYS_shmget, KEY, 100, 0), -ENOENT);
	id = sys(SYS_shmget, KEY, 5000, IPC_CREAT | IPC_EXCL | 0640);
	CHECK(id >= 0);
	CHECK_EQ(sys(SYS_shmget, KEY, 5000, IPC_CREAT), id);
	CHECK_EQ(sys(SYS_shmget, KEY, 0, 0), id);
	CHECK_EQ(sys(SYS_shmget, KEY, 5001, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmget, KEY, 10, IPC_CREAT | IPC_EXCL), -EEXIST);
	CHECK_EQ(sys(SYS_shmget, IPC_PRIVATE, 0, 0600), -EINVAL);
	CHECK_EQ(sys(SYS_shmget, IPC_PRIVATE, -1L, 0600), -EINVAL);
	CHECK_EQ(sys(SYS_shmget, IPC_PRIVATE, limit("kern.ipc.shmmax") + 1,
	    0600), -EINVAL);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_STAT, &ds), 0);
	CHECK_EQ(ds.shm_segsz, 5000);
	CHECK_EQ(ds.shm_perm.mode & 0777, 0640);
	CHECK_EQ(ds.shm_perm.key, KEY);
	CHECK_EQ(ds.shm_cpid, g_getpid());
	CHECK_EQ(ds.shm_lpid, 0);
	CHECK_EQ(ds.shm_nattch, 0);
	CHECK(ds.shm_ctime > 1000000000 && ds.shm_atime == 0);
	ds.shm_perm.mode = 0600;
	ds.shm_perm.uid = 500;
	CHECK_EQ(sys(SYS_shmctl, id, IPC_SET, &ds), 0);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_STAT, &ds), 0);
	CHECK(ds.shm_perm.uid == 500 && ds.shm_perm.cuid == 0);
	CHECK_EQ(ds.shm_perm.mode & 0777, 0600);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_STAT, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_SET, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_shmctl, id, 99, &ds), -EINVAL);
	CHECK_EQ(sys(SYS_shmctl, -1, IPC_STAT, &ds), -EINVAL);
	CHECK_EQ(sys(SYS_shmctl, id + 1, IPC_STAT, &ds), -EINVAL);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_STAT, &ds), -EINVAL);
	CHECK_EQ(sys(SYS_shmat, id, 0, 0), -EINVAL);
	/* The place is used again, the id is another. */
	id2 = sys(SYS_shmget, KEY, 5000, IPC_CREAT | 0600);
	CHECK(id2 >= 0 && id2 != id);
	CHECK_EQ(sys(SYS_shmctl, id2, IPC_RMID, 0), 0);
}

static void
memory_is_shared(void)
{
	long id = sys(SYS_shmget, IPC_PRIVATE, 3 * PAGE, 0600), a, b, pid;
	volatile char *p, *q;

	a = sys(SYS_shmat, id, 0, 0);
	CHECK(a > 0 && a % PAGE == 0);
	b = sys(SYS_shmat, id, 0, SHM_RDONLY);
	CHECK(b > 0 && b != a);
	CHECK_EQ(nattch(id), 2);
	p = (volatile char *)a;
	q = (volatile char *)b;
	CHECK_EQ(p[3 * PAGE - 1], 0);
	p[PAGE] = 42;
	CHECK_EQ(q[PAGE], 42);
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(nattch(id), 4);
		CHECK_EQ(p[PAGE], 42);
		p[0] = 7;
		CHECK_EQ(sys(SYS_shmdt, b), 0);
		CHECK_EQ(nattch(id), 3);
		g_exit(failures != 0);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(q[0], 7);
	CHECK_EQ(nattch(id), 2);
	CHECK_EQ(sys(SYS_shmdt, b), 0);
	CHECK_EQ(sys(SYS_shmdt, b), -EINVAL);
	CHECK_EQ(sys(SYS_shmdt, a + PAGE), -EINVAL);
	CHECK_EQ(sys(SYS_write, 1, q, 1), -EFAULT);
	/* Removed, it stays for who has it. */
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
	CHECK_EQ(p[PAGE], 42);
	CHECK_EQ(sys(SYS_shmat, id, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmdt, a), 0);
	CHECK_EQ(sys(SYS_write, 1, p, 1), -EFAULT);
}

static void
read_only_is_read_only(void)
{
	long id = sys(SYS_shmget, IPC_PRIVATE, PAGE, 0600), a;
	int st = 0;
	long pid;

	a = sys(SYS_shmat, id, 0, SHM_RDONLY);
	if ((pid = g_fork()) == 0) {
		g_nocore();
		*(volatile char *)a = 1;
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK(st == SIGSEGV || st == SIGBUS);
	CHECK_EQ(sys(SYS_mprotect, a, PAGE, PROT_READ | PROT_WRITE), -EACCES);
	CHECK_EQ(sys(SYS_shmdt, a), 0);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
}

static void
places(void)
{
	long id = sys(SYS_shmget, IPC_PRIVATE, PAGE, 0600), at;

	at = g_mmap(0, 4 * PAGE, PROT_READ, MAP_ANON | MAP_PRIVATE, -1, 0);
	CHECK_EQ(sys(SYS_shmat, id, at, 0), -ENOMEM);
	CHECK_EQ(sys(SYS_munmap, at, 4 * PAGE), 0);
	CHECK_EQ(sys(SYS_shmat, id, at + 1, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmat, id, at + 1, SHM_RND), at);
	CHECK_EQ(sys(SYS_shmat, id, 0x7fffffe00000, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmat, id, -PAGE, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmat, -1, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_shmdt, at), 0);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
}

static void
exec_and_exit_detach(void)
{
	long id = sys(SYS_shmget, IPC_PRIVATE, PAGE, 0600), pid;
	char *argv[] = { "sh", "-c", "exit 0", 0 }, *envp[] = { 0 };

	if ((pid = g_fork()) == 0) {
		CHECK(sys(SYS_shmat, id, 0, 0) > 0);
		sys(SYS_execve, "/bin/sh", argv, envp);
		g_exit(1);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(nattch(id), 0);
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
}

static void
segments_end(void)
{
	static long ids[1000];
	long most = limit("kern.ipc.shmmni"), n, i, a[200], seg;

	CHECK(most > 0 && most < 1000);
	for (n = 0; n <= most; n++)
		if ((ids[n] = sys(SYS_shmget, IPC_PRIVATE, 1, 0600)) < 0)
			break;
	CHECK_EQ(n, most);
	CHECK_EQ(ids[n], -ENOSPC);
	seg = limit("kern.ipc.shmseg");
	for (i = 0; i < 200; i++)
		if ((a[i] = sys(SYS_shmat, ids[0], 0, 0)) < 0)
			break;
	CHECK_EQ(i, seg);
	CHECK_EQ(a[i], -EMFILE);
	while (--i >= 0)
		CHECK_EQ(sys(SYS_shmdt, a[i]), 0);
	while (--n >= 0)
		CHECK_EQ(sys(SYS_shmctl, ids[n], IPC_RMID, 0), 0);
	/* Pages are counted as well. */
	most = limit("kern.ipc.shmall");
	ids[0] = sys(SYS_shmget, IPC_PRIVATE, (most - 1) * PAGE, 0600);
	CHECK(ids[0] >= 0);
	CHECK_EQ(sys(SYS_shmget, IPC_PRIVATE, 2 * PAGE, 0600), -ENOMEM);
	CHECK_EQ(sys(SYS_shmctl, ids[0], IPC_RMID, 0), 0);
}

static void
strangers(void)
{
	long id = sys(SYS_shmget, KEY, PAGE, IPC_CREAT | 0604), pid;
	long sem = sys(SYS_semget, KEY, 1, IPC_CREAT | 0600);
	long q = sys(SYS_msgget, KEY, IPC_CREAT | 0620);
	struct shmid_ds ds;
	struct sembuf op = { 0, 1, 0 };
	struct text t = { 1, "x" };
	union semun un = { 0 };

	if ((pid = g_fork()) == 0) {
		become(500);
		CHECK_EQ(sys(SYS_shmget, KEY, 0, 0400), id);
		CHECK_EQ(sys(SYS_shmget, KEY, 0, 0600), -EACCES);
		CHECK_EQ(sys(SYS_shmctl, id, IPC_STAT, &ds), 0);
		CHECK_EQ(sys(SYS_shmctl, id, IPC_SET, &ds), -EPERM);
		CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), -EPERM);
		CHECK_EQ(sys(SYS_shmat, id, 0, 0), -EACCES);
		CHECK(sys(SYS_shmat, id, 0, SHM_RDONLY) > 0);
		CHECK_EQ(sys(SYS_semget, KEY, 1, 0400), -EACCES);
		CHECK_EQ(sys(SYS_semop, sem, &op, 1), -EACCES);
		CHECK_EQ(sys(SYS___semctl, sem, 0, GETVAL, &un), -EACCES);
		CHECK_EQ(sys(SYS___semctl, sem, 0, IPC_RMID, 0), -EPERM);
		CHECK_EQ(sys(SYS_msgsnd, q, &t, 1, 0), -EACCES);
		CHECK_EQ(sys(SYS_msgrcv, q, &t, 1, 0, IPC_NOWAIT), -EACCES);
		CHECK_EQ(sys(SYS_msgctl, q, IPC_RMID, 0), -EPERM);
		g_exit(failures != 0);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(sys(SYS_shmctl, id, IPC_RMID, 0), 0);
	CHECK_EQ(sys(SYS___semctl, sem, 0, IPC_RMID, 0), 0);
	CHECK_EQ(sys(SYS_msgctl, q, IPC_RMID, 0), 0);
}

int
main(void)
{
	RUN(segments);
	RUN(memory_is_shared);
	RUN(read_only_is_read_only);
	RUN(places);
	RUN(exec_and_exit_detach);
	RUN(segments_end);
	RUN(strangers);
	guest_done();
}
