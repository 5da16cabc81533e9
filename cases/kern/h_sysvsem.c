/*
 * h_sysvsem.c: System V semaphores and message queues.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "h_sysv.h"

/*
 * ---- semaphores ------------------------------------------------------------
 */

static long
sem_get(long id, long num, int cmd)
{
	union semun un = { 0 };

	return (sys(SYS___semctl, id, num, cmd, &un));
}

static long
sem_set(long id, long num, int val)
{
	union semun un = { .val = val };

	return (sys(SYS___semctl, id, num, SETVAL, &un));
}

static long
sem_do(long id, int num, int op, int flags)
{
	struct sembuf sb = { (unsigned short)num, (short)op, (short)flags };

	return (sys(SYS_semop, id, &sb, 1));
}

static void
semaphores(void)
{
	unsigned short vals[3] = { 5, 6, 7 };
	struct sembuf two[2] = { { 0, -5, IPC_NOWAIT }, { 1, -9, IPC_NOWAIT } };
	struct semid_ds ds;
	union semun un, bad = { .buf = BAD };
	long id = sys(SYS_semget, KEY, 3, IPC_CREAT | IPC_EXCL | 0600);

	CHECK(id >= 0);
	CHECK_EQ(sys(SYS_semget, KEY, 4, 0), -EINVAL);
	CHECK_EQ(sys(SYS_semget, KEY, 0, 0), id);
	CHECK_EQ(sys(SYS_semget, KEY, 1, IPC_CREAT | IPC_EXCL), -EEXIST);
	CHECK_EQ(sys(SYS_semget, KEY + 1, 1, 0), -ENOENT);
	CHECK_EQ(sys(SYS_semget, IPC_PRIVATE, 0, 0600), -EINVAL);
	CHECK_EQ(sys(SYS_semget, IPC_PRIVATE, -1, 0600), -EINVAL);
	CHECK_EQ(sys(SYS_semget, IPC_PRIVATE, 1 + limit("kern.ipc.semmsl"),
	    0600), -EINVAL);
	un.array = vals;
	CHECK_EQ(sys(SYS___semctl, id, 0, SETALL, &un), 0);
	CHECK_EQ(sem_get(id, 1, GETVAL), 6);
	CHECK_EQ(sem_get(id, 3, GETVAL), -EINVAL);
	CHECK_EQ(sem_get(id, -1, GETVAL), -EINVAL);
	CHECK_EQ(sem_set(id, 0, -1), -ERANGE);
	CHECK_EQ(sem_set(id, 0, 32768), -ERANGE);
	/* All or nothing. */
	CHECK_EQ(sys(SYS_semop, id, two, 2), -EAGAIN);
	CHECK_EQ(sem_get(id, 0, GETVAL), 5);
	two[1].sem_op = -6;
	CHECK_EQ(sys(SYS_semop, id, two, 2), 0);
	CHECK_EQ(sem_get(id, 0, GETVAL), 0);
	CHECK_EQ(sem_get(id, 1, GETVAL), 0);
	CHECK_EQ(sem_get(id, 1, GETPID), g_getpid());
	CHECK_EQ(sem_do(id, 0, 0, 0), 0);
	CHECK_EQ(sem_do(id, 2, 0, IPC_NOWAIT), -EAGAIN);
	CHECK_EQ(sem_do(id, 2, 32767, 0), -ERANGE);
	CHECK_EQ(sem_do(id, 3, 1, 0), -EFBIG);
	CHECK_EQ(sys(SYS_semop, id, BAD, 1), -EFAULT);
	CHECK_EQ(sys(SYS_semop, id, two, 1 + limit("kern.ipc.semopm")),
	    -E2BIG);
	CHECK_EQ(sys(SYS_semop, -1, two, 1), -EINVAL);
	un.buf = &ds;
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_STAT, &un), 0);
	CHECK_EQ(ds.sem_nsems, 3);
	CHECK(ds.sem_otime > 1000000000 && ds.sem_ctime > 1000000000);
	ds.sem_perm.mode = 0644;
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_SET, &un), 0);
	CHECK_EQ(sys(SYS___semctl, id & 0xffff, 0, SEM_STAT, &un), id);
	CHECK_EQ(ds.sem_perm.mode & 0777, 0644);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_STAT, &bad), -EFAULT);
	CHECK_EQ(sys(SYS___semctl, id, 0, GETALL, &bad), -EFAULT);
	CHECK_EQ(sys(SYS___semctl, id, 0, SETALL, &bad), -EFAULT);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_STAT, BAD), -EFAULT);
	CHECK_EQ(sys(SYS___semctl, id, 0, 77, &un), -EINVAL);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_RMID, 0), 0);
	CHECK_EQ(sem_get(id, 0, GETVAL), -EINVAL);
}

/* Until cmd (GETNCNT, GETZCNT) of semaphore 0 is n. */
static void
await(long id, int cmd, long n)
{
	for (long i = 0; i < 2000 && sem_get(id, 0, cmd) != n; i++)
		g_sleep_ms(5);
	CHECK_EQ(sem_get(id, 0, cmd), n);
}

static void
handler(int sig)
{
}

static void
semaphores_block(void)
{
	long id = sys(SYS_semget, IPC_PRIVATE, 1, 0600), pid, pid2;

	if ((pid = g_fork()) == 0)
		g_exit(sem_do(id, 0, -2, 0) != 0);
	await(id, GETNCNT, 1);
	CHECK_EQ(sem_do(id, 0, 1, 0), 0);
	await(id, GETNCNT, 1);
	CHECK_EQ(sem_do(id, 0, 1, 0), 0);
	CHECK(child_ok(pid));
	CHECK_EQ(sem_get(id, 0, GETVAL), 0);

	CHECK_EQ(sem_set(id, 0, 1), 0);
	if ((pid = g_fork()) == 0)
		g_exit(sem_do(id, 0, 0, 0) != 0);
	await(id, GETZCNT, 1);
	CHECK_EQ(sem_do(id, 0, -1, 0), 0);
	CHECK(child_ok(pid));

	/* A signal ends the wait, and so does the end of the set. */
	if ((pid = g_fork()) == 0) {
		g_action(SIGUSR1, handler, SA_RESTART);
		g_exit(sem_do(id, 0, -1, 0) != -EINTR);
	}
	await(id, GETNCNT, 1);
	if ((pid2 = g_fork()) == 0)
		g_exit(sem_do(id, 0, -1, 0) != -EIDRM);
	await(id, GETNCNT, 2);
	CHECK_EQ(sys(SYS_kill, pid, SIGUSR1), 0);
	CHECK(child_ok(pid));
	await(id, GETNCNT, 1);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_RMID, 0), 0);
	CHECK(child_ok(pid2));
}

static void
ends_undo(void)
{
	struct sembuf both[2] = { { 1, 5, 0 }, { 1, -5, SEM_UNDO } };
	long id = sys(SYS_semget, IPC_PRIVATE, 2, 0600), pid, waiter;

	CHECK_EQ(sem_set(id, 0, 3), 0);
	if ((waiter = g_fork()) == 0)
		g_exit(sem_do(id, 1, -4, 0) != 0);
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(sem_do(id, 0, -1, SEM_UNDO), 0);
		CHECK_EQ(sem_do(id, 0, -1, SEM_UNDO), 0);
		/* At once: the waiter sees neither. */
		CHECK_EQ(sys(SYS_semop, id, both, 2), 0);
		CHECK_EQ(sem_get(id, 0, GETVAL), 1);
		sys(SYS_kill, g_getpid(), failures ? SIGTERM : SIGKILL);
	}
	int st = 0;
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGKILL);
	CHECK_EQ(sem_get(id, 0, GETVAL), 3);
	CHECK(child_ok(waiter));		/* it was undone for it */
	CHECK_EQ(sem_get(id, 1, GETVAL), 1);
	/* SETVAL makes all forget. */
	if ((pid = g_fork()) == 0) {
		failures = 0;
		CHECK_EQ(sem_do(id, 0, -3, SEM_UNDO), 0);
		CHECK_EQ(sem_set(id, 0, 9), 0);
		g_exit(failures != 0);
	}
	CHECK(child_ok(pid));
	CHECK_EQ(sem_get(id, 0, GETVAL), 9);
	/* A set that is gone is nothing to undo. */
	CHECK_EQ(sem_do(id, 0, -3, SEM_UNDO), 0);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_RMID, 0), 0);
}

/* Four processes take turns at one counter. */
static void
mutual_exclusion(void)
{
	long id = sys(SYS_semget, IPC_PRIVATE, 1, 0600), i, n, kids[4];
	long seg = sys(SYS_shmget, IPC_PRIVATE, PAGE, 0600);
	volatile long *count = (volatile long *)sys(SYS_shmat, seg, 0, 0);

	CHECK((long)count > 0);
	CHECK_EQ(sem_set(id, 0, 1), 0);
	for (i = 0; i < 4; i++)
		if ((kids[i] = g_fork()) == 0) {
			for (n = 0; n < 500; n++) {
				if (sem_do(id, 0, -1, SEM_UNDO) != 0)
					g_exit(1);
				long seen = *count;
				if (n % 16 == 0)
					sys(SYS_yield);
				*count = seen + 1;
				if (sem_do(id, 0, 1, SEM_UNDO) != 0)
					g_exit(1);
			}
			g_exit(0);
		}
	for (i = 0; i < 4; i++)
		CHECK(child_ok(kids[i]));
	CHECK_EQ(*count, 2000);
	CHECK_EQ(sem_get(id, 0, GETVAL), 1);
	CHECK_EQ(sys(SYS_shmdt, count), 0);
	CHECK_EQ(sys(SYS_shmctl, seg, IPC_RMID, 0), 0);
	CHECK_EQ(sys(SYS___semctl, id, 0, IPC_RMID, 0), 0);
}

/*
 * ---- messages --------------------------------------------------------------
 */

static long
put(long q, long type, const char *s, int flags)
{
	struct text t;
	size_t n = g_len(s);

	t.type = type;
	for (size_t i = 0; i < n; i++)
		t.text[i] = s[i];
	return (sys(SYS_msgsnd, q, &t, n, flags));
}

static long
got(long q, long type, const char *s)
{
	struct text t;
	long r = sys(SYS_msgrcv, q, &t, sizeof(t.text), type, IPC_NOWAIT);

	return (r == (long)g_len(s) && g_same(t.text, s, (size_t)r));
}

static void
messages(void)
{
	long q = sys(SYS_msgget, KEY, IPC_CREAT | IPC_EXCL | 0600);
	struct msqid_ds ds;
	struct text t;

	CHECK(q >= 0);
	CHECK_EQ(sys(SYS_msgget, KEY, 0), q);
	CHECK_EQ(sys(SYS_msgget, KEY, IPC_CREAT | IPC_EXCL), -EEXIST);
	CHECK_EQ(sys(SYS_msgget, KEY + 1, 0), -ENOENT);
	CHECK_EQ(put(q, 3, "three", 0), 0);
	CHECK_EQ(put(q, 1, "one", 0), 0);
	CHECK_EQ(put(q, 2, "two", 0), 0);
	CHECK_EQ(put(q, 3, "III", 0), 0);
	CHECK_EQ(put(q, 9, "", 0), 0);
	CHECK_EQ(sys(SYS_msgctl, q, IPC_STAT, &ds), 0);
	CHECK_EQ(ds.msg_qnum, 5);
	CHECK_EQ(ds.msg_cbytes, 14);
	CHECK_EQ(ds.msg_lspid, g_getpid());
	CHECK(got(q, 2, "two"));
	CHECK(got(q, -3, "one"));
	CHECK(got(q, 0, "three"));
	CHECK(got(q, 3, "III"));
	CHECK(got(q, (long)1 << 63, ""));
	CHECK_EQ(sys(SYS_msgrcv, q, &t, 64, 0, IPC_NOWAIT), -ENOMSG);
	CHECK_EQ(put(q, 4, "too long", 0), 0);
	CHECK_EQ(sys(SYS_msgrcv, q, &t, 3, 0, 0), -E2BIG);
	CHECK_EQ(sys(SYS_msgrcv, q, &t, 3, 0, MSG_NOERROR), 3);
	CHECK(t.type == 4 && g_same(t.text, "too", 3));
	CHECK_EQ(put(q, 0, "x", 0), -EINVAL);
	CHECK_EQ(put(q, -1, "x", 0), -EINVAL);
	CHECK_EQ(sys(SYS_msgsnd, q, BAD, 1, 0), -EFAULT);
	CHECK_EQ(sys(SYS_msgsnd, q, &t, -1L, 0), -EINVAL);
	CHECK_EQ(sys(SYS_msgsnd, q, &t, limit("kern.ipc.msgmnb") + 1, 0),
	    -EINVAL);
	CHECK_EQ(sys(SYS_msgrcv, q, &t, -1L, 0, IPC_NOWAIT), -EINVAL);
	CHECK_EQ(put(q, 1, "lost", 0), 0);
	CHECK_EQ(sys(SYS_msgrcv, q, BAD, 64, 0, 0), -EFAULT);
	CHECK_EQ(sys(SYS_msgctl, q, IPC_STAT, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_msgctl, q, 55, &ds), -EINVAL);
	ds.msg_qbytes = 10;
	CHECK_EQ(sys(SYS_msgctl, q, IPC_SET, &ds), 0);
	CHECK_EQ(put(q, 1, "0123456789", 0), 0);
	CHECK_EQ(put(q, 1, "0", IPC_NOWAIT), -EAGAIN);
	CHECK_EQ(put(q, 1, "0123456789A", 0), -EINVAL);
	CHECK_EQ(sys(SYS_msgctl, q, IPC_RMID, 0), 0);
	CHECK_EQ(put(q, 1, "x", 0), -EINVAL);
}

static void
queues_block(void)
{
	long q = sys(SYS_msgget, IPC_PRIVATE, 0600), pid, i;
	struct msqid_ds ds;
	struct text t;

	/* A hundred messages through a queue that holds few. */
	CHECK_EQ(sys(SYS_msgctl, q, IPC_STAT, &ds), 0);
	ds.msg_qbytes = 20;
	CHECK_EQ(sys(SYS_msgctl, q, IPC_SET, &ds), 0);
	if ((pid = g_fork()) == 0) {
		for (i = 0; i < 100; i++)
			if (put(q, i + 1, "12345678", 0) != 0)
				g_exit(1);
		g_exit(0);
	}
	for (i = 0; i < 100; i++) {
		CHECK_EQ(sys(SYS_msgrcv, q, &t, 64, 0, 0), 8);
		CHECK_EQ(t.type, i + 1);
	}
	CHECK(child_ok(pid));
	if ((pid = g_fork()) == 0)
		g_exit(sys(SYS_msgrcv, q, &t, 64, 7, 0) != -EIDRM);
	CHECK_EQ(put(q, 8, "not it", 0), 0);
	g_sleep_ms(50);
	CHECK_EQ(sys(SYS_msgctl, q, IPC_RMID, 0), 0);
	int st = -1;
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	/* It was asleep, or came when there was no queue any more. */
	CHECK(st == 0 || st == 0x100);
}

int
main(void)
{
	RUN(semaphores);
	RUN(semaphores_block);
	RUN(ends_undo);
	RUN(mutual_exclusion);
	RUN(messages);
	RUN(queues_block);
	guest_done();
}
