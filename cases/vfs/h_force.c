/*
 * h_force.c: filesystems are taken away by force, terminals revoked and devices
 * closed, while processes use them; and tmpfs is filled with as many files
 * as there can be.
 *
 * usage: h_force dir
 *
 * Prints "force: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <vfs/nullfs/null.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"
#include "sweep.h"

#define NUSER	4
#define ROUNDS	40

/* Whatever happens here is all right, but for the kernel's end. */
static void
user(unsigned n)
{
	char name[64], buf[512];
	struct dirent *de;
	struct stat st;
	char *p;
	DIR *dir;
	int fd, i;

	signal(SIGBUS, _exit);
	for (i = 0;; i++) {
		snprintf(name, sizeof(name), "m/u%u.%d", n, i % 7);
		fd = open(name, O_CREAT | O_RDWR, 0644);
		if (fd < 0)
			continue;
		(void)!write(fd, name, sizeof(name));
		(void)!pread(fd, buf, sizeof(buf), 0);
		(void)fstat(fd, &st);
		if (i % 5 == 0) {
			p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
			if (p != MAP_FAILED)
				munmap(p, 4096);
		}
		if (i % 11 == 0 && chdir("m") == 0) {
			(void)getcwd(buf, sizeof(buf));
			(void)mkdir("d", 0755);
			(void)rename("d", "e");
			(void)rmdir("e");
			if (chdir("..") != 0)
				_exit(0);	/* it was taken away below us */
		}
		if (i % 13 == 0 && (dir = opendir("m")) != NULL) {
			while ((de = readdir(dir)) != NULL)
				(void)de;
			closedir(dir);
		}
		(void)unlink(name);
		close(fd);
	}
}

/*
 * Mount and unmount by force what NUSER processes use.  A user whose directory went
 * away starts anew.
 */
static void
test_force(int null)
{
	struct null_args args = { .target = (char *)(unsigned long)"low" };
	pid_t pid, users[NUSER] = { 0 };
	int i, u, status;

	OK(mkdir("m", 0755));
	OK(mkdir("low", 0755));
	for (i = 0; i < ROUNDS; i++) {
		OK(null ? mount("null", "m", 0, &args) :
		    mount("tmpfs", "m", 0, NULL));
		for (u = 0; u < NUSER; u++) {
			if (users[u] != 0 &&
			    waitpid(users[u], &status, WNOHANG) == 0)
				continue;
			pid = fork();
			if (pid == 0)
				user((unsigned)u);
			users[u] = pid;
		}
		usleep(20000);
		OK(unmount("m", MNT_FORCE));
	}
	for (u = 0; u < NUSER; u++) {
		kill(users[u], SIGKILL);
		CHECK(waitpid(users[u], &status, 0) == users[u]);
	}
	sweep("m");
	sweep("low");
}

/* Revoke a terminal that others read, write and open. */
static void
test_revoke(void)
{
	pid_t pids[NUSER];
	char *name, c;
	int fd, i, m, status;

	m = posix_openpt(O_RDWR | O_NOCTTY);
	OK(grantpt(m));
	OK(unlockpt(m));
	name = ptsname(m);
	CHECK(name != NULL);
	for (i = 0; i < NUSER; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		for (;;) {
			fd = open(name, O_RDWR | O_NOCTTY | (i & 1 ?
			    O_NONBLOCK : 0));
			if (fd < 0)
				continue;
			(void)!read(fd, &c, 1);
			close(fd);
		}
	}
	for (i = 0; i < 200; i++) {
		OK(revoke(name));
		usleep(1000);
	}
	for (i = 0; i < NUSER; i++) {
		kill(pids[i], SIGKILL);
		CHECK(waitpid(pids[i], &status, 0) == pids[i]);
	}
	close(m);
}

/* Files until there can be no more; all are found, and all go. */
static void
test_fill(void)
{
	struct statvfs sv;
	char name[32];
	int fd, i, n;

	OK(mkdir("m", 0755));
	OK(mount("tmpfs", "m", 0, NULL));
	for (n = 0; n < 1000000; n++) {
		snprintf(name, sizeof(name), "m/%d", n);
		fd = open(name, O_CREAT | O_WRONLY, 0644);
		if (fd < 0)
			break;
		close(fd);
	}
	printf("%d files, then %s\n", n, strerror(errno));
	CHECK(errno == ENOSPC || errno == ENOMEM || errno == ENFILE);
	OK(statvfs("m", &sv));
	CHECK(sv.f_files - sv.f_ffree == (fsfilcnt_t)n + 1);
	for (i = 0; i < n; i += 97) {
		snprintf(name, sizeof(name), "m/%d", i);
		OK(access(name, F_OK));
	}
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "m/%d", i);
		OK(unlink(name));
	}
	OK(statvfs("m", &sv));
	CHECK(sv.f_files - sv.f_ffree == 1);
	OK(unmount("m", 0));
	OK(rmdir("m"));
}

int
main(int argc, char **argv)
{
	char base[MAXPATHLEN];

	if (argc != 2) {
		fprintf(stderr, "usage: h_force dir\n");
		return (2);
	}
	snprintf(base, sizeof(base), "%s/force.%d", argv[1], (int)getpid());
	OK(mkdir(base, 0755));
	OK(chdir(base));
	test_force(0);
	test_force(1);
	test_revoke();
	test_fill();
	OK(chdir("/"));
	OK(rmdir(base));
	return (done("force"));
}
