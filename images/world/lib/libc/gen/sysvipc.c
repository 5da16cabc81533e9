/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysvipc.c: ftok(3) and semctl(2); the other calls of System V IPC are the
 * kernel's as they are.
 */
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <stdarg.h>

int	__semctl(int, int, int, union semun *);

/* A key of the file's identity and eight bits of id; -1 and errno. */
key_t
ftok(const char *path, int id)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (-1);
	return ((key_t)((unsigned)id << 24 |
	    ((unsigned)st.st_dev & 0xff) << 16 | (st.st_ino & 0xffff)));
}

int
semctl(int id, int num, int cmd, ...)
{
	union semun un = { 0 };
	va_list ap;

	if (cmd == IPC_STAT || cmd == IPC_SET || cmd == SEM_STAT ||
	    cmd == GETALL || cmd == SETVAL || cmd == SETALL) {
		va_start(ap, cmd);
		un = va_arg(ap, union semun);
		va_end(ap);
	}
	return (__semctl(id, num, cmd, &un));
}
