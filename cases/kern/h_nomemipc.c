/*
 * h_nomemipc.c: what System V IPC, message queues, terminals and tracing ask
 * the kernel for, with no memory for one request of it after the other; and a
 * storm of failures.
 *
 * usage: h_nomemipc [storm script]
 *
 * storm runs a script over and over while each nth request of anybody fails,
 * for several n.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "nomem.h"
#include <sys/filio.h>
#include <sys/ktrace.h>
#include <sys/mqueue.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/ttycom.h>

#define PAGE	4096L

static char *const noenv[] = { "A=b", 0 };

static long
p_terminal(void)
{
	struct winsize ws = { 24, 80, 0, 0 };
	char path[32] = "/dev/pts/";
	struct fiodname_args fa = { path + 8, sizeof(path) - 8 };
	long m = sys(SYS_open, "/dev/ptmx", O_RDWR | O_NOCTTY), s = -1, r;

	if (m < 0)
		return (m);
	TRY(sys(SYS_ioctl, m, FIODNAME, &fa));	/* ptm/N */
	path[5] = 'p', path[6] = 't', path[7] = 's', path[8] = '/';
	for (r = 9; path[r + 3] != '\0'; r++)
		path[r] = path[r + 3];
	path[r] = '\0';
	TRY(s = sys(SYS_open, path, O_RDWR | O_NOCTTY));
	TRY(sys(SYS_ioctl, s, TIOCSWINSZ, &ws));
	TRY(sys(SYS_write, m, "hello\n", 6));
	TRY(sys(SYS_read, s, path, sizeof(path)));
	r = r == 6 ? 0 : -EPROTO;
out:
	if (s >= 0)
		sys(SYS_close, s);
	sys(SYS_close, m);
	return (r);
}

static long
p_shm(void)
{
	long id = sys(SYS_shmget, IPC_PRIVATE, 2 * PAGE, IPC_CREAT | 0600), r, p;

	if (id < 0)
		return (id);
	TRY(p = sys(SYS_shmat, id, 0, 0));
	*(volatile char *)p = 1;
	r = forks();
	sys(SYS_shmdt, p);
out:
	sys(SYS_shmctl, id, IPC_RMID, 0);
	return (r);
}

static long
p_sem(void)
{
	struct sembuf op[9];
	long id = sys(SYS_semget, IPC_PRIVATE, 4, IPC_CREAT | 0600), r;
	int i;

	if (id < 0)
		return (id);
	for (i = 0; i < 9; i++) {
		op[i].sem_num = (unsigned short)(i % 4);
		op[i].sem_op = 1;
		op[i].sem_flg = SEM_UNDO;
	}
	TRY(sys(SYS_semop, id, op, 9));
out:
	sys(SYS___semctl, id, 0, IPC_RMID, 0);
	return (r);
}

static long
p_msg(void)
{
	struct { long type; char text[100]; } m = { 1, "" };
	long id = sys(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600), r;

	if (id < 0)
		return (id);
	TRY(sys(SYS_msgsnd, id, &m, sizeof(m.text), IPC_NOWAIT));
	TRY(sys(SYS_msgrcv, id, &m, sizeof(m.text), 0, IPC_NOWAIT));
	r = 0;
out:
	sys(SYS_msgctl, id, IPC_RMID, 0);
	return (r);
}

static long
p_mqueue(void)
{
	struct mq_attr attr = { .mq_maxmsg = 2, .mq_msgsize = 16 };
	char text[16] = "";
	long mq, r;

	mq = sys(SYS_mq_open, "/nomem", O_CREAT | O_RDWR, 0600, &attr);
	if (mq < 0)
		return (mq);
	TRY(sys(SYS_mq_send, mq, text, 5, 1));
	TRY(sys(SYS_mq_receive, mq, text, sizeof(text), 0));
	r = 0;
out:
	sys(SYS_close, mq);
	do
		mq = sys(SYS_mq_unlink, "/nomem");
	while (mq == -ENOMEM);
	return (r);
}

static long
p_trace(void)
{
	long fd, r;

	if ((fd = sys(SYS_open, "/tmp/nomem.kt", O_CREAT | O_RDWR, 0600)) < 0)
		return (fd);
	TRY(sys(SYS_ktrace, "/tmp/nomem.kt", KTROP_SET, KTRFAC_SYSCALL |
	    KTRFAC_SYSRET | KTRFAC_NAMEI, g_getpid()));
	sys(SYS_access, "/tmp", 0);
	do
		r = sys(SYS_ktrace, "/tmp/nomem.kt", KTROP_CLEAR, ~0, g_getpid());
	while (r == -ENOMEM);
out:
	sys(SYS_close, fd);
	sys(SYS_unlink, "/tmp/nomem.kt");
	return (r);
}

static long
p_table_of_processes(void)
{
	static char out[65536];
	int mib[3] = { CTL_KERN, KERN_PROC, KERN_PROC_ALL };
	size_t len = sizeof(out);

	return (sys(SYS___sysctl, mib, 3, out, &len, 0, 0));
}

static const struct probe probes[] = {
	{ "terminal", p_terminal, 0 },
	{ "shared memory", p_shm, 0 },
	{ "semaphores", p_sem, 0 },
	{ "messages", p_msg, 0 },
	{ "message queue", p_mqueue, 0 },
	{ "ktrace", p_trace, 0 },
	{ "processes", p_table_of_processes, 0 },
	{ 0, 0, 0 }
};

static void
every(int n)
{
	int mib[CTL_MAXNAME];
	size_t len;
	long r;

	while (mib_of("debug.kmalloc_fail.every", mib, &len) == -ENOMEM)
		continue;
	while ((r = sys(SYS___sysctl, mib, len, 0, 0, &n, sizeof(n))) == -ENOMEM)
		continue;
	CHECK_EQ(r, 0);
}

/* The script again and again; what it starts is in its process group. */
static void __attribute__((noreturn))
again(char *script)
{
	char *const argv[] = { "sh", script, 0 };
	long pid;

	for (;;) {
		if ((pid = g_fork()) == 0) {
			sys(SYS_execve, "/bin/sh", argv, noenv);
			g_exit(1);
		}
		if (pid > 0)
			g_wait(pid, 0, 0);
	}
}

static void __attribute__((noreturn))
storm(char *script)
{
	static const int each[] = { 5, 23, 61, 211, 997 };
	unsigned i;
	long pid;

	for (i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		CHECK((pid = g_fork()) >= 0);
		if (pid == 0) {
			sys(SYS_setpgid, 0, 0);
			again(script);
		}
		sys(SYS_setpgid, pid, pid);
		every(each[i]);
		g_sleep_ms(1000);
		every(0);
		CHECK_EQ(sys(SYS_kill, -pid, SIGKILL), 0);
		CHECK_EQ(g_wait(pid, 0, 0), pid);
	}
	guest_done();
}

int
main(int argc, char **argv)
{
	if (argc > 2 && g_same(argv[1], "storm", 6))
		storm(argv[2]);
	nomem_main(probes);
}
