/*
 * h_mounts.c: mounting, and what the small filesystems show: tmpfs, null
 * mounts, devfs, procfs; revoke and chroot.
 *
 * usage: h_mounts dir
 *
 * Works in a new directory below dir, as root.  Prints "mounts: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/mount.h>
#include <sys/mountctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <vfs/nullfs/null.h>
#include <vfs/tmpfs/tmpfs_mount.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"

static char block[65536];

static int
mount_tmpfs(const char *dir, int flags, off_t size, ino_t nodes)
{
	struct tmpfs_mount_info args;

	memset(&args, 0, sizeof(args));
	args.ta_version = TMPFS_ARGS_VERSION;
	args.ta_size_max = size;
	args.ta_nodes_max = nodes;
	args.ta_root_mode = 0755;
	return (mount("tmpfs", dir, flags, &args));
}

static int
mount_null(const char *target, const char *dir, int flags)
{
	struct null_args args;

	memset(&args, 0, sizeof(args));
	args.target = (char *)(unsigned long)target;
	return (mount("null", dir, flags, &args));
}

static void
test_tmpfs_limits(void)
{
	struct statvfs sv;
	char name[32];
	long total = 0, n;
	int fd, i;

	OK(mkdir("t", 0755));
	OK(mount_tmpfs("t", 0, 1 << 20, 20));
	OK(statvfs("t", &sv));
	CHECK(sv.f_blocks * sv.f_frsize == 1 << 20 && sv.f_bfree ==
	    sv.f_blocks);
	fd = open("t/big", O_CREAT | O_RDWR, 0644);
	while ((n = write(fd, block, sizeof(block))) > 0)
		total += n;
	CHECK(n == -1 && errno == ENOSPC && total == 1 << 20);
	/* What is there can be written over, and room comes back. */
	CHECK(pwrite(fd, block, sizeof(block), 0) == sizeof(block));
	OK(ftruncate(fd, 4096));
	OK(statvfs("t", &sv));
	CHECK(sv.f_bfree == sv.f_blocks - 1);
	/* Unlinked but open, it keeps its memory; closed, it does not. */
	OK(unlink("t/big"));
	OK(statvfs("t", &sv));
	CHECK(sv.f_bfree == sv.f_blocks - 1);
	close(fd);
	OK(statvfs("t", &sv));
	CHECK(sv.f_bfree == sv.f_blocks);
	for (i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "t/%d", i);
		fd = open(name, O_CREAT | O_RDWR, 0644);
		if (fd < 0)
			break;
		close(fd);
	}
	CHECK(i == 19 && errno == ENOSPC);
	OK(unlink("t/0"));
	OK(mkdir("t/0", 0755));
	OK(unmount("t", 0));
	CHECK(access("t/1", F_OK) == -1 && errno == ENOENT);
	OK(rmdir("t"));
}

static void
test_mount(void)
{
	struct statfs sf, *all;
	struct stat st, root;
	char text[128], cwd[MAXPATHLEN], want[MAXPATHLEN];
	int fd, i, n;

	OK(mkdir("m", 0711));
	OK(stat("m", &st));
	FAILS(mount("nosuchfs", "m", 0, NULL), ENODEV);
	FAILS(mount_tmpfs("nothing", 0, 0, 0), ENOENT);
	FAILS(mount("tmpfs", "m", 0, (void *)8), EFAULT);
	FAILS(unmount("m", 0), EINVAL);
	FAILS(mount_tmpfs("m", MNT_UPDATE, 0, 0), EINVAL);
	fd = open("f", O_CREAT | O_RDWR, 0644);
	close(fd);
	FAILS(mount_tmpfs("f", 0, 0, 0), ENOTDIR);
	OK(unlink("f"));
	OK(mount_tmpfs("m", MNT_NOSUID, 0, 0));
	OK(stat("m", &root));
	CHECK(root.st_ino != st.st_ino || root.st_dev != st.st_dev);
	FAILS(rmdir("m"), EBUSY);
	FAILS(rename("m", "n"), EBUSY);
	OK(statfs("m", &sf));
	CHECK(strcmp(sf.f_fstypename, "tmpfs") == 0);
	CHECK((sf.f_flags & MNT_NOSUID) != 0);
	CHECK(getcwd(cwd, sizeof(cwd)) != NULL);
	snprintf(want, sizeof(want), "%s/m", cwd);
	CHECK(strcmp(sf.f_mntonname, want) == 0);
	CHECK(mountctl("m", MOUNTCTL_MOUNTFLAGS, -1, NULL, 0, text,
	    sizeof(text)) > 0);
	CHECK(strstr(text, "nosuid") != NULL && strstr(text, "local") != NULL);
	n = getfsstat(NULL, 0, MNT_NOWAIT);
	CHECK(n >= 2);
	all = calloc((size_t)n, sizeof(*all));
	CHECK(getfsstat(all, n * (long)sizeof(*all), MNT_WAIT) == n);
	for (i = 0; i < n; i++)
		if (strcmp(all[i].f_mntonname, want) == 0)
			break;
	CHECK(i < n);
	free(all);
	/* ".." leads out; a file of another filesystem is another device. */
	CHECK(stat("m/..", &st) == 0 && stat(".", &root) == 0 &&
	    st.st_ino == root.st_ino && st.st_dev == root.st_dev);
	FAILS(rename("m/x", "y"), ENOENT);
	fd = open("m/x", O_CREAT | O_RDWR, 0644);
	CHECK(fd >= 0);
	FAILS(rename("m/x", "y"), EXDEV);
	FAILS(link("m/x", "y"), EXDEV);
	FAILS(unmount("m", 0), EBUSY);
	/* Read-only: not while a file is open for writing. */
	FAILS(mount_tmpfs("m", MNT_UPDATE | MNT_RDONLY, 0, 0), EBUSY);
	CHECK(write(fd, "still", 5) == 5);
	close(fd);
	OK(mount_tmpfs("m", MNT_UPDATE | MNT_RDONLY, 0, 0));
	FAILS(open("m/z", O_CREAT | O_RDWR, 0644), EROFS);
	FAILS(open("m/x", O_RDWR), EROFS);
	FAILS(mkdir("m/d", 0755), EROFS);
	FAILS(unlink("m/x"), EROFS);
	FAILS(chmod("m/x", 0600), EROFS);
	FAILS(access("m/x", W_OK), EROFS);
	OK(mount_tmpfs("m", MNT_UPDATE, 0, 0));
	OK(mkdir("m/d", 0755));
	fd = open("m/x", O_RDWR);
	OK(mount_tmpfs("m", MNT_UPDATE | MNT_RDONLY | MNT_FORCE, 0, 0));
	FAILS(write(fd, "forced", 6), EIO);
	close(fd);
	OK(mount_tmpfs("m", MNT_UPDATE, 0, 0));
	fd = open("m/x", O_RDWR);
	CHECK(fd >= 0);
	/* On top of each other, and off again in order. */
	OK(mount_tmpfs("m", 0, 0, 0));
	FAILS(stat("m/d", &st), ENOENT);
	OK(unmount("m", 0));
	OK(stat("m/d", &st));
	OK(mount_tmpfs("m/d", 0, 0, 0));
	FAILS(unmount("m", MNT_FORCE), EBUSY);
	OK(unmount("m/d", 0));
	/* By force: what is open is dead. */
	CHECK(write(fd, "alive", 5) == 5);
	OK(unmount("m", MNT_FORCE));
	FAILS(write(fd, "dead", 4), EIO);
	FAILS(pread(fd, text, 4, 0), EIO);
	FAILS(fstat(fd, &st), EIO);
	close(fd);
	OK(stat("m", &st));
	CHECK((st.st_mode & 0777) == 0711);
	OK(rmdir("m"));
}

/* Fifos and sockets are the same from both sides. */
static void
test_null_meet(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int in, out, fd;
	char c;

	OK(mkfifo("up/fifo", 0644));
	in = open("low/fifo", O_RDONLY | O_NONBLOCK);
	out = open("up/fifo", O_WRONLY | O_NONBLOCK);
	CHECK(in >= 0 && out >= 0);
	CHECK(write(out, "x", 1) == 1 && read(in, &c, 1) == 1);
	close(in);
	close(out);
	OK(unlink("low/fifo"));
	in = socket(AF_UNIX, SOCK_STREAM, 0);
	strcpy(sun.sun_path, "up/sock");
	OK(bind(in, (struct sockaddr *)&sun, sizeof(sun)));
	OK(listen(in, 1));
	out = socket(AF_UNIX, SOCK_STREAM, 0);
	strcpy(sun.sun_path, "low/sock");
	OK(connect(out, (struct sockaddr *)&sun, sizeof(sun)));
	fd = accept(in, NULL, NULL);
	CHECK(fd >= 0);
	close(fd);
	close(in);
	close(out);
	OK(unlink("up/sock"));
}

static void
test_null(void)
{
	char buf[64], cwd[MAXPATHLEN];
	struct stat a, b;
	int fd;

	OK(mkdir("low", 0755));
	OK(mkdir("up", 0755));
	OK(mkdir("low/d", 0755));
	FAILS(mount_null("low", "low", 0), EDEADLK);
	FAILS(mount_null("nothing", "up", 0), ENOENT);
	OK(mount_null("low", "up", 0));
	FAILS(mount_null("up", "low", 0), EDEADLK);
	fd = open("up/f", O_CREAT | O_RDWR, 0644);
	CHECK(write(fd, "through", 7) == 7);
	OK(stat("low/f", &a));
	OK(stat("up/f", &b));
	CHECK(a.st_ino == b.st_ino && a.st_size == 7 && b.st_size == 7);
	CHECK(a.st_dev != b.st_dev);
	OK(rename("up/f", "up/d/g"));
	FAILS(stat("low/f", &a), ENOENT);
	OK(stat("low/d/g", &a));
	OK(rename("low/d/g", "low/h"));
	OK(stat("up/h", &b));
	CHECK(a.st_ino == b.st_ino);
	FAILS(stat("up/d/g", &b), ENOENT);
	OK(link("up/h", "up/i"));
	OK(unlink("low/h"));
	OK(symlink("i", "up/s"));
	CHECK(readlink("low/s", buf, sizeof(buf)) == 1);
	OK(chmod("up/i", 0600));
	OK(stat("low/i", &a));
	CHECK((a.st_mode & 0777) == 0600);
	CHECK(pread(fd, buf, 7, 0) == 7 && memcmp(buf, "through", 7) == 0);
	OK(chdir("up/d"));
	CHECK(getcwd(cwd, sizeof(cwd)) != NULL &&
	    strcmp(cwd + strlen(cwd) - 5, "/up/d") == 0);
	OK(chdir("../.."));
	FAILS(unmount("up", 0), EBUSY);
	close(fd);
	test_null_meet();
	OK(unlink("up/s"));
	OK(unlink("up/i"));
	OK(rmdir("up/d"));
	FAILS(rmdir("low/d"), ENOENT);
	OK(unmount("up", 0));
	/* Read-only above, writable below. */
	OK(mount_null("low", "up", MNT_RDONLY));
	FAILS(mkdir("up/x", 0755), EROFS);
	OK(mkdir("low/x", 0755));
	OK(stat("up/x", &a));
	OK(unmount("up", 0));
	OK(rmdir("low/x"));
	OK(rmdir("low"));
	OK(rmdir("up"));
}

static void
test_devfs(void)
{
	struct fiodname_args name;
	char buf[64];
	struct stat st, st2;
	int fd, kind;

	CHECK(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
	CHECK((st.st_mode & 0777) == 0666);
	fd = open("/dev/null", O_RDWR);
	CHECK(fd >= 0 && write(fd, block, 1000) == 1000);
	CHECK(read(fd, buf, 10) == 0);
	name.name = buf;
	name.len = sizeof(buf);
	OK(ioctl(fd, FIODNAME, &name));
	CHECK(strcmp(buf, "null") == 0);
	OK(ioctl(fd, FIODTYPE, &kind));
	CHECK(kind == 8);
	close(fd);
	fd = open("/dev/zero", O_RDWR);
	memset(buf, 1, sizeof(buf));
	CHECK(read(fd, buf, 10) == 10 && buf[9] == 0 && buf[10] == 1);
	close(fd);
	fd = open("/dev/urandom", O_RDONLY);
	CHECK(read(fd, block, 4096) == 4096);
	CHECK(memcmp(block, block + 2048, 2048) != 0);
	close(fd);
	memset(block, 0, sizeof(block));
	/* Kernel memory can be read, not written, without -U. */
	fd = open("/dev/mem", O_RDONLY);
	CHECK(fd >= 0 && read(fd, buf, 16) == 16);
	close(fd);
	FAILS(open("/dev/mem", O_RDWR), EPERM);
	FAILS(open("/dev/kmem", O_WRONLY), EPERM);
	/* A disk: its size, whole sectors, and a flush. */
	fd = open("/dev/vkd0", O_RDONLY);
	CHECK(fd >= 0 && lseek(fd, 0, SEEK_END) >= 1 << 20);
	CHECK(pread(fd, buf, 10, 0) == -1 && errno == EINVAL);
	CHECK(pread(fd, block, 512, 512) == 512);
	OK(fsync(fd));
	close(fd);
	/* A descriptor by name. */
	fd = open("/dev/fd/1", O_WRONLY);
	CHECK(fd >= 0 && fstat(1, &st) == 0 && fstat(fd, &st2) == 0 &&
	    st.st_ino == st2.st_ino);
	close(fd);
	FAILS(open("/dev/fd/60", O_RDONLY), EBADF);
	/* Owner and mode are the device's on every mount. */
	OK(mkdir("dev", 0755));
	OK(mount("devfs", "dev", 0, NULL));
	OK(chmod("dev/zero", 0600));
	CHECK(stat("/dev/zero", &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(stat("dev/zero", &st2) == 0 && st.st_rdev == st2.st_rdev);
	OK(chmod("/dev/zero", 0666));
	OK(symlink("zero", "dev/nought"));
	CHECK(stat("/dev/nought", &st) == 0 && st.st_rdev == st2.st_rdev);
	OK(unlink("/dev/nought"));
	FAILS(unlink("dev/zero"), EPERM);
	FAILS(mkdir("dev/d", 0755), EOPNOTSUPP);
	FAILS(open("dev/x", O_CREAT | O_RDWR, 0644), EOPNOTSUPP);
	OK(unmount("dev", 0));
	OK(rmdir("dev"));
	/* A node elsewhere finds its device by number; but not with nodev. */
	OK(mkdir("t", 0755));
	OK(mount_tmpfs("t", 0, 0, 0));
	OK(mknod("t/zero", S_IFCHR | 0666, st2.st_rdev));
	fd = open("t/zero", O_RDONLY);
	CHECK(fd >= 0 && read(fd, buf, 10) == 10);
	close(fd);
	OK(mount_tmpfs("t", MNT_UPDATE | MNT_NODEV, 0, 0));
	FAILS(open("t/zero", O_RDONLY), ENXIO);
	OK(unmount("t", 0));
	OK(rmdir("t"));
}

static void
test_revoke(void)
{
	char *name, buf[8];
	struct stat st;
	int m, s;

	m = posix_openpt(O_RDWR | O_NOCTTY);
	CHECK(m >= 0);
	OK(grantpt(m));
	OK(unlockpt(m));
	name = ptsname(m);
	CHECK(name != NULL);
	s = open(name, O_RDWR | O_NOCTTY);
	CHECK(s >= 0);
	OK(revoke(name));
	CHECK(read(s, buf, 1) == 0);
	FAILS(write(s, "x", 1), EIO);
	close(s);
	s = open(name, O_RDWR | O_NOCTTY);
	CHECK(s >= 0 && fstat(s, &st) == 0);
	close(s);
	close(m);
	FAILS(revoke("/tmp"), EINVAL);
}

static long
slurp(const char *path)
{
	int fd = open(path, O_RDONLY);
	long n;

	if (fd < 0)
		return (-1);
	n = read(fd, block, sizeof(block) - 1);
	block[n > 0 ? n : 0] = '\0';
	close(fd);
	return (n);
}

static void
test_procfs(void)
{
	char path[64], want[64], buf[MAXPATHLEN];
	struct dirent *de;
	int found = 0, status, fd;
	pid_t pid;
	long n;
	DIR *dir;

	OK(mkdir("p", 0755));
	OK(mount("procfs", "p", 0, NULL));
	pid = fork();
	if (pid == 0)
		for (;;)
			pause();
	snprintf(want, sizeof(want), "h_mounts %d %d ", (int)pid,
	    (int)getpid());
	snprintf(path, sizeof(path), "p/%d/status", (int)pid);
	CHECK(slurp(path) > 0 && strncmp(block, want, strlen(want)) == 0);
	snprintf(path, sizeof(path), "p/%d/cmdline", (int)pid);
	CHECK(slurp(path) > 0 && strstr(block, "h_mounts") != NULL);
	snprintf(path, sizeof(path), "p/%d/map", (int)pid);
	CHECK(slurp(path) > 0 && strstr(block, "h_mounts") != NULL &&
	    strstr(block, " r-x ") != NULL);
	snprintf(path, sizeof(path), "p/%d/rlimit", (int)pid);
	CHECK(slurp(path) > 0 && strncmp(block, "cpu ", 4) == 0);
	snprintf(path, sizeof(path), "p/%d/etype", (int)pid);
	CHECK(slurp(path) > 0 && strcmp(block, "DragonFly ELF64\n") == 0);
	snprintf(path, sizeof(path), "p/%d/file", (int)pid);
	n = readlink(path, buf, sizeof(buf) - 1);
	CHECK(n > 0);
	buf[n > 0 ? n : 0] = '\0';
	CHECK(strstr(buf, "h_mounts") != NULL);
	n = readlink("p/curproc", buf, sizeof(buf) - 1);
	buf[n > 0 ? n : 0] = '\0';
	CHECK(atoi(buf) == (int)getpid());
	/* Its memory, both ways. */
	snprintf(path, sizeof(path), "p/%d/mem", (int)pid);
	fd = open(path, O_RDWR);
	CHECK(fd >= 0);
	CHECK(pread(fd, buf, 32, (off_t)(unsigned long)want) == 32);
	CHECK(pwrite(fd, "poked", 6, (off_t)(unsigned long)want) == 6);
	CHECK(pread(fd, buf, 6, (off_t)(unsigned long)want) == 6 &&
	    strcmp(buf, "poked") == 0);
	FAILS(pread(fd, buf, 8, 16), EFAULT);
	dir = opendir("p");
	snprintf(path, sizeof(path), "%d", (int)pid);
	while (dir != NULL && (de = readdir(dir)) != NULL)
		found += strcmp(de->d_name, path) == 0;
	closedir(dir);
	CHECK(found == 1);
	snprintf(path, sizeof(path), "p/%d/ctl", (int)pid);
	n = open(path, O_WRONLY);
	CHECK(n >= 0 && write((int)n, "term", 4) == 4);
	close((int)n);
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	    WTERMSIG(status) == SIGTERM);
	/* The process is gone, and so is its memory. */
	CHECK(pread(fd, buf, 6, (off_t)(unsigned long)want) == -1);
	close(fd);
	FAILS(open(path, O_WRONLY), ENOENT);
	FAILS(mkdir("p/x", 0755), EOPNOTSUPP);
	OK(unmount("p", 0));
	OK(rmdir("p"));
}

static void
test_chroot(void)
{
	struct stat st, root;
	char buf[MAXPATHLEN];
	struct statfs sf;
	int status;
	pid_t pid;

	OK(mkdir("r", 0755));
	OK(mkdir("r/d", 0755));
	pid = fork();
	if (pid == 0) {
		int fd = open("/", O_RDONLY), in;

		OK(chroot("r"));
		OK(chdir("/"));
		OK(stat("/", &root));
		OK(stat("/..", &st));
		CHECK(st.st_ino == root.st_ino);
		OK(stat("../../d/..", &st));
		CHECK(st.st_ino == root.st_ino);
		OK(chdir("d"));
		CHECK(getcwd(buf, sizeof(buf)) != NULL &&
		    strcmp(buf, "/d") == 0);
		OK(statfs("/", &sf));
		CHECK(strcmp(sf.f_mntonname, "/") == 0);
		/* An open directory would lead out of a second one. */
		FAILS(chroot("/d"), EPERM);
		close(fd);
		OK(chroot("/d"));
		in = open("/", O_RDONLY);
		CHECK(in >= 0);
		fflush(stdout);
		_exit(failures != 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	OK(rmdir("r/d"));
	OK(rmdir("r"));
}

int
main(int argc, char **argv)
{
	char base[MAXPATHLEN];

	if (argc != 2) {
		fprintf(stderr, "usage: h_mounts dir\n");
		return (2);
	}
	umask(022);
	snprintf(base, sizeof(base), "%s/mounts.%d", argv[1], (int)getpid());
	OK(mkdir(base, 0755));
	OK(chdir(base));
	test_tmpfs_limits();
	test_mount();
	test_null();
	test_devfs();
	test_revoke();
	test_procfs();
	test_chroot();
	OK(chdir("/"));
	OK(rmdir(base));
	return (done("mounts"));
}
