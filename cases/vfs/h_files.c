/*
 * h_files.c: what calls on one file must do, on any filesystem: open flags,
 * attributes, data, holes, mappings, events.
 *
 * usage: h_files dir
 *
 * Works in a new directory below dir, as root.  Prints "files: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/types.h>
#include <sys/event.h>
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"

#ifndef O_EXLOCK
#error O_EXLOCK is a flag of this system
#endif

static char page[4096];

static off_t
size(const char *name)
{
	struct stat st;

	return (lstat(name, &st) == 0 ? st.st_size : -1);
}

static int
mode(const char *name)
{
	struct stat st;

	return (lstat(name, &st) == 0 ? st.st_mode & 07777 : -1);
}

static void
test_open(void)
{
	int fd, fd2;

	FAILS(open("f", O_RDWR | O_WRONLY | O_CREAT, 0644), EINVAL);
	fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0666);
	CHECK(fd >= 0);
	CHECK(mode("f") == 0644);
	FAILS(open("f", O_RDWR | O_CREAT | O_EXCL, 0666), EEXIST);
	FAILS(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR);
	CHECK(write(fd, "0123456789", 10) == 10);
	fd2 = open("f", O_WRONLY | O_TRUNC);
	CHECK(fd2 >= 0 && size("f") == 0);
	FAILS(read(fd2, page, 1), EBADF);
	close(fd2);
	/* A hole: the offset of the first descriptor is still 10. */
	CHECK(write(fd, "x", 1) == 1 && size("f") == 11);
	CHECK(pread(fd, page, 11, 0) == 11 && page[0] == 0 && page[10] == 'x');
	fd2 = open("f", O_WRONLY | O_APPEND);
	CHECK(lseek(fd2, 0, SEEK_SET) == 0);
	CHECK(write(fd2, "end", 3) == 3 && size("f") == 14);
	CHECK(lseek(fd2, 0, SEEK_CUR) == 14);
	close(fd2);
	close(fd);
	/* A file made without permission can still be written by its maker. */
	fd = open("none", O_RDWR | O_CREAT, 0);
	CHECK(fd >= 0 && mode("none") == 0 && write(fd, "x", 1) == 1);
	close(fd);
	OK(unlink("none"));
	FAILS(open(".", O_RDWR), EISDIR);
	FAILS(open(".", O_RDONLY | O_TRUNC), EISDIR);
	fd = open(".", O_RDONLY);
	CHECK(fd >= 0);
	FAILS(write(fd, "x", 1), EBADF);
	FAILS(read(fd, page, 10), EISDIR);
	close(fd);
	/* The locks of open. */
	fd = open("f", O_RDWR | O_EXLOCK);
	CHECK(fd >= 0);
	FAILS(open("f", O_RDWR | O_EXLOCK | O_NONBLOCK), EWOULDBLOCK);
	FAILS(open("f", O_RDWR | O_SHLOCK | O_NONBLOCK), EWOULDBLOCK);
	close(fd);
	fd = open("f", O_RDWR | O_SHLOCK | O_NONBLOCK);
	fd2 = open("f", O_RDWR | O_SHLOCK | O_NONBLOCK);
	CHECK(fd >= 0 && fd2 >= 0);
	close(fd);
	close(fd2);
	OK(unlink("f"));
}

static void
test_seek(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0644), n = -1;

	CHECK(write(fd, "0123456789", 10) == 10);
	CHECK(lseek(fd, 0, SEEK_END) == 10);
	CHECK(lseek(fd, -4, SEEK_CUR) == 6);
	CHECK(ioctl(fd, FIONREAD, &n) == 0 && n == 4);
	FAILS(lseek(fd, -1, SEEK_SET), EINVAL);
	FAILS(lseek(fd, -20, SEEK_END), EINVAL);
	FAILS(lseek(fd, 0, 3), EINVAL);
	FAILS(lseek(fd, 0, 4), EINVAL);
	CHECK(lseek(fd, 0, SEEK_CUR) == 6);
	CHECK(lseek(fd, 0x7fffffffffffffffLL, SEEK_SET) ==
	    0x7fffffffffffffffLL);
	FAILS(lseek(fd, 1, SEEK_CUR), EOVERFLOW);
	CHECK(read(fd, page, 1) == 0);
	FAILS(pread(fd, page, 1, -2), EINVAL);
	FAILS(pread(fd, (void *)8, 5, 0), EFAULT);
	close(fd);
	OK(unlink("f"));
}

static void
test_truncate(void)
{
	struct stat st;
	int fd = open("f", O_RDWR | O_CREAT, 0644);

	memset(page, 'p', sizeof(page));
	CHECK(write(fd, page, sizeof(page)) == sizeof(page));
	CHECK(write(fd, page, sizeof(page)) == sizeof(page));
	OK(ftruncate(fd, 5000));
	OK(ftruncate(fd, 8192));
	CHECK(pread(fd, page, 2, 4999) == 2 && page[0] == 'p' && page[1] == 0);
	OK(truncate("f", 0));
	CHECK(size("f") == 0);
	OK(ftruncate(fd, 1 << 30));
	OK(fstat(fd, &st));
	CHECK(st.st_size == 1 << 30 && st.st_blocks < 1000);
	CHECK(pread(fd, page, 100, 1 << 29) == 100 && page[50] == 0);
	CHECK(pwrite(fd, "tail", 4, (1 << 30) - 2) == 4);
	CHECK(size("f") == (1 << 30) + 2);
	FAILS(ftruncate(fd, -1), EINVAL);
	FAILS(truncate(".", 0), EISDIR);
	FAILS(truncate("nothing", 0), ENOENT);
	close(fd);
	fd = open("f", O_RDONLY);
	FAILS(ftruncate(fd, 0), EINVAL);
	close(fd);
	OK(unlink("f"));
}

static volatile sig_atomic_t gotxfsz;

static void
xfsz(int sig)
{
	gotxfsz = sig;
}

static void
test_fsize(void)
{
	struct rlimit rl = { 5000, 5000 }, old;
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	int status;
	pid_t pid;

	OK(getrlimit(RLIMIT_FSIZE, &old));
	pid = fork();
	if (pid == 0) {
		signal(SIGXFSZ, xfsz);
		OK(setrlimit(RLIMIT_FSIZE, &rl));
		CHECK(write(fd, page, 4096) == 4096);
		FAILS(write(fd, page, 4096), EFBIG);
		CHECK(gotxfsz == SIGXFSZ && size("f") == 4096);
		CHECK(write(fd, page, 904) == 904);
		fflush(stdout);
		_exit(failures != 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	close(fd);
	OK(unlink("f"));
}

static void
test_attributes(void)
{
	struct timespec ts[2] = { { 1000, 123456000 }, { 2000, UTIME_OMIT } };
	struct timeval tv[2] = { { 3000, 0 }, { 4000, 500000 } };
	struct stat st, before;
	int fd = open("f", O_RDWR | O_CREAT, 0644);

	OK(chmod("f", 04755));
	CHECK(mode("f") == 04755);
	OK(fchmod(fd, 0600));
	CHECK(mode("f") == 0600);
	OK(symlink("f", "l"));
	OK(lchmod("l", 0700));
	CHECK(mode("f") == 0600 && mode("l") == 0700);
	OK(chown("f", 5, 6));
	OK(lchown("l", 7, 8));
	OK(stat("f", &st));
	CHECK(st.st_uid == 5 && st.st_gid == 6);
	OK(fchown(fd, (uid_t)-1, 9));
	OK(lstat("l", &st));
	CHECK(st.st_uid == 7 && st.st_gid == 8);
	OK(stat("f", &before));
	CHECK(before.st_uid == 5 && before.st_gid == 9);
	OK(utimensat(AT_FDCWD, "f", ts, 0));
	OK(stat("f", &st));
	CHECK(st.st_atime == 1000 && st.st_mtime == before.st_mtime);
	OK(utimes("f", tv));
	OK(stat("f", &st));
	CHECK(st.st_atime == 3000 && st.st_mtime == 4000);
	ts[1].tv_nsec = UTIME_NOW;
	OK(futimens(fd, ts));
	OK(stat("f", &st));
	CHECK(st.st_atime == 1000 && st.st_mtime > 1000000000);
	ts[1].tv_nsec = 1000000000;
	FAILS(futimens(fd, ts), EINVAL);
	tv[1].tv_usec = 1000000;
	FAILS(utimes("f", tv), EINVAL);
	/* Long before and after what 32 bits hold. */
	ts[0].tv_sec = -14245441;
	ts[0].tv_nsec = 750000000;
	ts[1].tv_sec = 1L << 33;
	ts[1].tv_nsec = 5;
	OK(futimens(fd, ts));
	OK(stat("f", &st));
	CHECK(st.st_atim.tv_sec == -14245441 &&
	    st.st_atim.tv_nsec == 750000000);
	CHECK(st.st_mtim.tv_sec == 1L << 33 && st.st_mtim.tv_nsec == 5);
	OK(utimes("f", NULL));
	/* Flags forbid what they say, to root as well. */
	OK(chflags("f", UF_IMMUTABLE));
	FAILS(unlink("f"), EPERM);
	FAILS(rename("f", "g"), EPERM);
	FAILS(chmod("f", 0644), EPERM);
	FAILS(open("f", O_RDWR), EPERM);
	FAILS(truncate("f", 0), EPERM);
	OK(chflags("f", UF_APPEND));
	FAILS(open("f", O_RDWR), EPERM);
	FAILS(unlink("f"), EPERM);
	close(open("f", O_WRONLY | O_APPEND));
	OK(fchflags(fd, UF_NOUNLINK));
	FAILS(unlink("f"), EPERM);
	OK(chflags("f", 0));
	FAILS(access("f", 8), EINVAL);
	OK(access("f", R_OK | W_OK));
	FAILS(access("f", X_OK), EACCES);
	CHECK(pathconf("f", _PC_NAME_MAX) == 255);
	CHECK(fpathconf(fd, _PC_LINK_MAX) > 1);
	FAILS(pathconf("f", 1000), EINVAL);
	close(fd);
	OK(unlink("l"));
	OK(unlink("f"));
}

static void
test_mmap(void)
{
	int fd = open("f", O_RDWR | O_CREAT, 0644), ro;
	char *p, *q;

	OK(ftruncate(fd, 3 * 4096));
	p = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	strcpy(p + 4096, "by the mapping");
	CHECK(pread(fd, page, 14, 4096) == 14 &&
	    memcmp(page, "by the mapping", 14) == 0);
	CHECK(pwrite(fd, "by write", 8, 8192) == 8);
	CHECK(memcmp(p + 8192, "by write", 8) == 0);
	q = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
	CHECK(q != MAP_FAILED);
	q[0] = 'X';
	CHECK(p[4096] == 'b');
	OK(msync(p, 3 * 4096, MS_SYNC));
	/* The file may lose its name and its descriptors. */
	OK(unlink("f"));
	close(fd);
	CHECK(memcmp(p + 4096, "by the", 6) == 0);
	OK(munmap(p, 3 * 4096));
	OK(munmap(q, 4096));
	fd = open("f", O_RDWR | O_CREAT, 0644);
	CHECK(write(fd, "x", 1) == 1);
	ro = open("f", O_RDONLY);
	FAILS((long)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ro,
	    0), EACCES);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, ro, 0);
	CHECK(p != MAP_FAILED);
	munmap(p, 4096);
	close(ro);
	close(fd);
	OK(unlink("f"));
}

/* One EVFILT_VNODE note on name; what has fired since the last call. */
static unsigned
fired(int kq)
{
	struct timespec zero = { 0, 0 };
	struct kevent ev;

	return (kevent(kq, NULL, 0, &ev, 1, &zero) == 1 ? ev.fflags : 0);
}

static void
watch(int kq, int fd)
{
	struct kevent ev;

	EV_SET(&ev, fd, EVFILT_VNODE, EV_ADD | EV_CLEAR, NOTE_DELETE |
	    NOTE_WRITE | NOTE_EXTEND | NOTE_ATTRIB | NOTE_LINK | NOTE_RENAME,
	    0, NULL);
	OK(kevent(kq, &ev, 1, NULL, 0, NULL));
}

static void
test_kqueue(void)
{
	int fd, dfd, kq = kqueue(), kqd = kqueue();
	struct timespec zero = { 0, 0 };
	struct kevent ev;

	fd = open("f", O_RDWR | O_CREAT, 0644);
	dfd = open(".", O_RDONLY);
	watch(kq, fd);
	watch(kqd, dfd);
	CHECK(fired(kq) == 0);
	CHECK(write(fd, "hello", 5) == 5);
	CHECK(fired(kq) == (NOTE_WRITE | NOTE_EXTEND));
	CHECK(pwrite(fd, "H", 1, 0) == 1);
	CHECK(fired(kq) == NOTE_WRITE);
	OK(fchmod(fd, 0600));
	CHECK(fired(kq) == NOTE_ATTRIB);
	/* To cut a file is not to write to it. */
	OK(ftruncate(fd, 5));
	CHECK(fired(kq) == NOTE_ATTRIB);
	OK(ftruncate(fd, 7));
	CHECK(fired(kq) == (NOTE_ATTRIB | NOTE_EXTEND));
	OK(close(open("f", O_WRONLY | O_TRUNC)));
	CHECK(fired(kq) == NOTE_ATTRIB);
	CHECK(pwrite(fd, "Hello", 5, 0) == 5);
	CHECK(fired(kq) == (NOTE_WRITE | NOTE_EXTEND));
	OK(link("f", "g"));
	CHECK((fired(kq) & NOTE_LINK) != 0 && fired(kqd) == NOTE_WRITE);
	OK(rename("g", "h"));
	CHECK((fired(kq) & NOTE_RENAME) != 0 && fired(kqd) == NOTE_WRITE);
	OK(mkdir("sub", 0755));
	CHECK(fired(kqd) == (NOTE_WRITE | NOTE_LINK));
	OK(rmdir("sub"));
	CHECK(fired(kqd) == (NOTE_WRITE | NOTE_LINK));
	OK(unlink("h"));
	CHECK((fired(kq) & NOTE_DELETE) != 0 && fired(kqd) == NOTE_WRITE);
	/* EVFILT_READ: what is between the offset and the end. */
	OK(lseek(fd, 2, SEEK_SET));
	EV_SET(&ev, fd, EVFILT_READ, EV_ADD, 0, 0, NULL);
	OK(kevent(kqd, &ev, 1, NULL, 0, NULL));
	CHECK(kevent(kqd, NULL, 0, &ev, 1, &zero) == 1 && ev.data == 3);
	OK(lseek(fd, 5, SEEK_SET));
	CHECK(kevent(kqd, NULL, 0, &ev, 1, &zero) == 0);
	CHECK(pwrite(fd, "more", 4, 5) == 4);
	CHECK(kevent(kqd, NULL, 0, &ev, 1, &zero) == 1 && ev.data == 4);
	close(kq);
	close(kqd);
	close(dfd);
	close(fd);
	OK(unlink("f"));
}

/* Handles of files, where the filesystem has them. */
static void
test_handles(void)
{
	struct stat st, st2;
	struct fhandle fh;
	int fd = open("f", O_CREAT | O_RDWR, 0644);

	CHECK(write(fd, "handle", 6) == 6);
	OK(fstat(fd, &st));
	close(fd);
	if (getfh("f", &fh) == -1) {
		CHECK(errno == EOPNOTSUPP);
		OK(unlink("f"));
		return;
	}
	OK(syscall(SYS_fhstat, &fh, &st2));
	CHECK(st.st_ino == st2.st_ino && st2.st_size == 6);
	fd = fhopen(&fh, O_RDONLY);
	CHECK(fd >= 0 && read(fd, page, 10) == 6);
	FAILS(write(fd, page, 1), EBADF);
	close(fd);
	OK(unlink("f"));
	FAILS(fhopen(&fh, O_RDONLY), ESTALE);
	FAILS(syscall(SYS_fhstat, &fh, &st2), ESTALE);
	fh.fh_fsid.val[0] ^= 0x5555;
	FAILS(fhopen(&fh, O_RDONLY), ESTALE);
}

/* A program runs from here; meanwhile nobody may write to it. */
static void
test_exec(const char *self)
{
	int in, out, status, fds[2];
	char c;
	pid_t pid;
	ssize_t n;

	in = open(self, O_RDONLY);
	out = open("prog", O_CREAT | O_WRONLY, 0755);
	CHECK(in >= 0 && out >= 0);
	while ((n = read(in, page, sizeof(page))) > 0)
		CHECK(write(out, page, (size_t)n) == n);
	close(in);
	OK(pipe(fds));
	FAILS(execl("./prog", "prog", "sleep", (char *)NULL), ETXTBSY);
	close(out);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		execl("./prog", "prog", "sleep", (char *)NULL);
		_exit(9);
	}
	close(fds[1]);
	CHECK(read(fds[0], &c, 1) == 1 && c == '!');
	FAILS(open("prog", O_WRONLY), ETXTBSY);
	FAILS(truncate("prog", 0), ETXTBSY);
	OK(rename("prog", "moved"));
	OK(unlink("moved"));
	OK(kill(pid, SIGTERM));
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 3);
	close(fds[0]);
	FAILS(execl("./moved", "moved", (char *)NULL), ENOENT);
	out = open("data", O_CREAT | O_WRONLY, 0644);
	close(out);
	FAILS(execl("./data", "data", (char *)NULL), EACCES);
	OK(unlink("data"));
}

static void
leave(int sig)
{
	_exit(sig == SIGTERM ? 3 : 4);
}

int
main(int argc, char **argv)
{
	char base[MAXPATHLEN];

	if (argc == 2 && strcmp(argv[1], "sleep") == 0) {
		signal(SIGTERM, leave);
		(void)!write(1, "!", 1);
		for (;;)
			pause();
	}
	if (argc != 2) {
		fprintf(stderr, "usage: h_files dir\n");
		return (2);
	}
	umask(022);
	snprintf(base, sizeof(base), "%s/files.%d", argv[1], (int)getpid());
	OK(mkdir(base, 0755));
	OK(chdir(base));
	test_open();
	test_seek();
	test_truncate();
	test_fsize();
	test_attributes();
	test_mmap();
	test_kqueue();
	test_handles();
	test_exec(argv[0]);
	OK(chdir("/"));
	OK(rmdir(base));
	return (done("files"));
}
