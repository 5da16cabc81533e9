/*
 * h_attr.c: who may change what of a file, what else changes then, and the times
 * that each operation moves.
 *
 * usage: h_attr dir
 *
 * Works in a new directory below dir, as root.  Prints "attr: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"

#define UID	500
#define GID	600
#define GID2	601

/* Run fn as an ordinary user of two groups. */
static void
as_user(void (*fn)(void))
{
	static const gid_t groups[] = { GID, GID2 };
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		failures = 0;
		OK(setgroups(2, groups));
		OK(setgid(GID));
		OK(setuid(UID));
		fn();
		fflush(stdout);
		_exit(failures != 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

static void
make(const char *name, mode_t mode, uid_t uid, gid_t gid)
{
	int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, "0123456789", 10) == 10);
	close(fd);
	OK(chown(name, uid, gid));
	OK(chmod(name, mode));
}

static mode_t
mode(const char *name)
{
	struct stat st;

	OK(lstat(name, &st));
	return (st.st_mode & ALLPERMS);
}

/* ---- who may ----------------------------------------------------------- */

static void
by_class(void)
{
	int fd;

	/* The first class that one belongs to decides, for better or worse. */
	OK((fd = open("own", O_RDWR)) < 0 ? -1 : 0);
	close(fd);
	OK((fd = open("group", O_RDWR)) < 0 ? -1 : 0);
	close(fd);
	OK((fd = open("group2", O_RDONLY)) < 0 ? -1 : 0);
	close(fd);
	FAILS(open("group2", O_WRONLY), EACCES);
	OK((fd = open("world", O_WRONLY)) < 0 ? -1 : 0);
	close(fd);
	FAILS(open("world", O_RDONLY), EACCES);
	FAILS(open("notown", O_RDONLY), EACCES);
	FAILS(open("notgroup", O_RDONLY), EACCES);
	FAILS(execl("own", "own", (char *)NULL), EACCES);
	OK(access("d-x", F_OK));
	FAILS(access("d-x/f", F_OK), EACCES);
	FAILS(open("dx-", O_RDONLY), EACCES);
	OK(access("dx-/f", R_OK));
	FAILS(open("dx-/new", O_CREAT | O_WRONLY, 0644), EACCES);
}

static void
test_access(void)
{
	make("own", 0600, UID, 0);
	make("group", 0060, 0, GID);
	make("group2", 0040, 0, GID2);
	make("world", 0002, 0, 0);
	make("notown", 0077, UID, GID);
	make("notgroup", 0707, 0, GID2);
	OK(mkdir("d-x", 0744));
	make("d-x/f", 0644, 0, 0);
	OK(mkdir("dx-", 0711));
	make("dx-/f", 0644, 0, 0);
	as_user(by_class);
	OK(system("rm -r own group group2 world notown notgroup d-x dx-"));
}

static void
changes(void)
{
	struct timeval tv[2] = { { 1000, 0 }, { 2000, 0 } };
	struct stat st;

	/* One's own file may go to one's own groups, and nowhere else. */
	OK(chown("mine", (uid_t)-1, GID2));
	OK(stat("mine", &st));
	CHECK(st.st_gid == GID2 && st.st_uid == UID);
	OK(chown("mine", UID, GID));
	FAILS(chown("mine", (uid_t)-1, 700), EPERM);
	FAILS(chown("mine", 0, (gid_t)-1), EPERM);
	FAILS(chown("roots", (uid_t)-1, GID), EPERM);
	OK(chmod("mine", 04751));
	CHECK(mode("mine") == 04751);
	OK(chmod("mine", 02755));
	FAILS(chmod("mine", 01644), EFTYPE);
	FAILS(chmod("alien", 02755), EPERM);
	CHECK(mode("alien") == 0644);
	FAILS(chmod("roots", 0666), EPERM);
	/* Times: any by the owner; the present by who may write. */
	OK(utimes("mine", tv));
	OK(utimes("roots", NULL));
	FAILS(utimes("roots", tv), EPERM);
	FAILS(utimes("closed", NULL), EACCES);
	FAILS(utimes("closed", tv), EPERM);
	FAILS(chflags("roots", UF_NODUMP), EPERM);
	OK(chflags("mine", UF_NODUMP));
	FAILS(chflags("mine", SF_IMMUTABLE), EPERM);
	OK(chflags("mine", 0));
}

static void
test_changes(void)
{
	make("mine", 0644, UID, GID);
	make("alien", 0644, UID, 700);
	make("roots", 0666, 0, 0);
	make("closed", 0644, 0, 0);
	as_user(changes);
	OK(system("rm mine alien roots closed"));
}

/* A set-id file that a user writes to, or gives away, is none any more. */
static void
lose_ids(void)
{
	int fd;

	fd = open("w", O_WRONLY);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1);
	close(fd);
	CHECK(mode("w") == 0777);
	OK(chown("o", (uid_t)-1, GID2));
	CHECK(mode("o") == 0755);
	fd = open("r", O_RDONLY);
	close(fd);
	CHECK(mode("r") == 06777);
}

static void
test_ids(void)
{
	int fd;

	make("w", 06777, 0, 0);
	make("o", 06755, UID, GID);
	make("r", 06777, UID, GID);
	as_user(lose_ids);
	/* Root's own writing leaves them. */
	fd = open("r", O_WRONLY);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1);
	close(fd);
	CHECK(mode("r") == 06777);
	OK(system("rm w o r"));
}

/* What is made belongs to its maker, and to the group of its directory. */
static void
makes(void)
{
	struct stat st;
	int fd;

	umask(027);
	fd = open("pub/f", O_CREAT | O_WRONLY, 0666);
	close(fd);
	OK(stat("pub/f", &st));
	CHECK(st.st_uid == UID && st.st_gid == 777);
	CHECK((st.st_mode & ALLPERMS) == 0640);
	OK(mkdir("pub/d", 0777));
	OK(stat("pub/d", &st));
	CHECK(st.st_uid == UID && st.st_gid == 777);
	CHECK((st.st_mode & 0777) == 0750);
	OK(mkfifo("pub/p", 0666));
	OK(symlink("x", "pub/l"));
	OK(lstat("pub/l", &st));
	CHECK(st.st_uid == UID && st.st_gid == 777);
}

static void
test_makes(void)
{
	OK(mkdir("pub", 0777));
	OK(chmod("pub", 0777));
	OK(chown("pub", 0, 777));
	as_user(makes);
	OK(system("rm -r pub"));
}

/* ---- times ------------------------------------------------------------- */

enum { A = 1, M = 2, C = 4 };

static struct timespec ctime_then;

/* The file is old but for its ctime, which is kept in mind. */
static void
before(const char *name)
{
	struct timeval tv[2] = { { 1000, 0 }, { 2000, 0 } };
	struct stat st;

	OK(lutimes(name, tv));
	OK(lstat(name, &st));
	ctime_then = st.st_ctim;
	usleep(2000);
}

/* Which of a file's times have moved since before(). */
static int
moved(const char *name)
{
	struct stat st;

	OK(lstat(name, &st));
	return ((st.st_atime != 1000 ? A : 0) | (st.st_mtime != 2000 ? M : 0) |
	    (timespeccmp(&st.st_ctim, &ctime_then, !=) ? C : 0));
}

#define MOVES(name, what, op) do {					\
	int m_;								\
	before(name);							\
	op;								\
	m_ = moved(name);						\
	if (m_ != (what)) {						\
		printf("line %d: %s moves %x of %s, not %x\n",		\
		    __LINE__, #op, m_, name, (unsigned)(what));		\
		failures++;						\
	}								\
} while (0)

static void
test_times(void)
{
	struct timeval tv[2] = { { 1000, 0 }, { 2000, 0 } };
	char c[16];
	int fd;

	make("f", 0644, 0, 0);
	OK(mkdir("d", 0755));
	fd = open("f", O_RDWR);
	MOVES("f", A, CHECK(read(fd, c, 4) == 4));
	MOVES("f", M | C, CHECK(write(fd, c, 4) == 4));
	MOVES("f", 0, CHECK(pread(fd, c, 0, 0) == 0));
	MOVES("f", M | C, OK(ftruncate(fd, 3)));
	MOVES("f", C, OK(fchmod(fd, 0600)));
	MOVES("f", C, OK(fchown(fd, 1, 1)));
	MOVES("f", C, OK(chflags("f", UF_NODUMP)));
	MOVES("f", C, OK(utimes("f", tv)));
	MOVES("f", A | M | C, OK(utimes("f", NULL)));
	MOVES("f", C, OK(link("f", "d/g")));
	MOVES("f", C, OK(unlink("d/g")));
	MOVES("f", C, OK(rename("f", "f2")) ; OK(rename("f2", "f")));
	close(fd);
	MOVES("d", M | C, make("d/x", 0644, 0, 0));
	MOVES("d", M | C, OK(rename("d/x", "d/y")));
	MOVES("d", M | C, OK(link("f", "d/z")));
	MOVES("d", M | C, OK(unlink("d/z")));
	MOVES("d", M | C, OK(symlink("q", "d/s")));
	MOVES("d", M | C, OK(mkdir("d/e", 0755)));
	MOVES("d", M | C, OK(rmdir("d/e")));
	MOVES("d", M | C, OK(mkfifo("d/p", 0600)));
	MOVES("d", 0, OK(access("d/y", F_OK)));
	OK(system("rm -r f d"));
}

/* ---- mappings ---------------------------------------------------------- */

static void *
map(int fd, int prot, int flags)
{
	return (mmap(NULL, 4096, prot, flags, fd, 0));
}

/* A file that may not be changed is not changed by way of a mapping. */
static void
test_mappings(void)
{
	int fd;
	void *p;

	make("f", 0644, 0, 0);
	fd = open("f", O_RDWR);
	OK(chflags("f", SF_IMMUTABLE));
	CHECK(map(fd, PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED &&
	    errno == EPERM);
	p = map(fd, PROT_READ, MAP_SHARED);
	CHECK(p != MAP_FAILED);
	FAILS(mprotect(p, 4096, PROT_READ | PROT_WRITE), EACCES);
	munmap(p, 4096);
	p = map(fd, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	CHECK(p != MAP_FAILED);
	*(char *)p = 'X';
	munmap(p, 4096);
	OK(chflags("f", 0));
	close(fd);
	CHECK(system("grep -q ^0123 f") == 0);
	OK(unlink("f"));
}

int
main(int argc, char **argv)
{
	char dir[MAXPATHLEN];

	if (argc != 2) {
		fprintf(stderr, "usage: h_attr dir\n");
		return (2);
	}
	umask(022);
	snprintf(dir, sizeof(dir), "%s/attr.%d", argv[1], (int)getpid());
	OK(mkdir(dir, 0755));
	/* Users come through. */
	OK(chmod(argv[1], 0755));
	OK(chdir(dir));
	test_access();
	test_changes();
	test_ids();
	test_makes();
	test_times();
	test_mappings();
	OK(chdir("/"));
	OK(rmdir(dir));
	return (done("attr"));
}
