/*
 * h_names.c: what system calls on names must do, on any filesystem.
 *
 * usage: h_names dir
 *
 * Works in a new directory below dir, as root.  Prints "names: ok".
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"

static char longname[NAME_MAX + 2];

static void
make(const char *name)
{
	int fd = open(name, O_CREAT | O_WRONLY, 0644);

	CHECK(fd >= 0);
	close(fd);
}

static ino_t
inode(const char *name)
{
	struct stat st;

	return (lstat(name, &st) == 0 ? st.st_ino : 0);
}

static nlink_t
links(const char *name)
{
	struct stat st;

	return (lstat(name, &st) == 0 ? st.st_nlink : 0);
}

static void
test_lookup(void)
{
	char path[MAXPATHLEN + 8];
	int i;

	FAILS(open("", O_RDONLY), ENOENT);
	FAILS(open("nothing", O_RDONLY), ENOENT);
	FAILS(open("nothing/x", O_RDONLY), ENOENT);
	make("file");
	FAILS(open("file/x", O_RDONLY), ENOTDIR);
	FAILS(open("file/", O_RDONLY), ENOTDIR);
	FAILS(open("file/.", O_RDONLY), ENOTDIR);
	memset(longname, 'n', NAME_MAX + 1);
	FAILS(open(longname, O_RDONLY), ENAMETOOLONG);
	longname[NAME_MAX] = '\0';
	make(longname);
	CHECK(inode(longname) != 0);
	OK(unlink(longname));
	memset(path, '/', sizeof(path));
	path[MAXPATHLEN] = '\0';
	FAILS(open(path, O_RDONLY), ENAMETOOLONG);
	path[MAXPATHLEN - 1] = '\0';
	CHECK(inode(path) == inode("/"));
	FAILS(open((char *)1, O_RDONLY), EFAULT);
	/* "a/../b" needs a; dots and slashes in plenty do not matter. */
	FAILS(open("gone/../file", O_RDONLY), ENOENT);
	OK(mkdir("d", 0755));
	CHECK(inode("d/..//.///d/.././file") == inode("file"));
	strcpy(path, "");
	for (i = 0; i < 100; i++)
		strcat(path, "d/../");
	strcat(path, "file");
	CHECK(inode(path) == inode("file"));
	CHECK(inode("/..") == inode("/"));
	OK(rmdir("d"));
	OK(unlink("file"));
}

static void
test_symlinks(void)
{
	char name[16], next[16], buf[64];
	int i;

	make("file");
	OK(symlink("file", "link"));
	CHECK(readlink("link", buf, sizeof(buf)) == 4);
	CHECK(readlink("link", buf, 2) == 2);
	FAILS(readlink("file", buf, sizeof(buf)), EINVAL);
	CHECK(inode("link") != inode("file"));
	FAILS(symlink("x", "link"), EEXIST);
	FAILS(open("link", O_RDONLY | O_NOFOLLOW), EMLINK);
	FAILS(open("link", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
	OK(symlink("loop2", "loop1"));
	OK(symlink("loop1", "loop2"));
	FAILS(open("loop1", O_RDONLY), ELOOP);
	FAILS(mkdir("loop1/x", 0755), ELOOP);
	/* As many as MAXSYMLINKS can be followed, and one more cannot. */
	strcpy(next, "file");
	for (i = 1; i <= MAXSYMLINKS + 1; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		OK(symlink(next, name));
		strcpy(next, name);
	}
	snprintf(name, sizeof(name), "s%d", MAXSYMLINKS);
	OK(access(name, F_OK));
	FAILS(access(next, F_OK), ELOOP);
	for (i = 1; i <= MAXSYMLINKS + 1; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		OK(unlink(name));
	}
	/* A link that leads nowhere: open makes what it names. */
	OK(symlink("made", "dangling"));
	FAILS(open("dangling", O_RDONLY), ENOENT);
	make("dangling");
	CHECK(inode("made") != 0);
	/* A slash behind a link asks for the directory it names. */
	OK(mkdir("dir", 0755));
	OK(symlink("dir", "dirlink"));
	CHECK(inode("dirlink/") == inode("dir"));
	CHECK(inode("dirlink") != inode("dir"));
	OK(unlink("dirlink"));
	OK(rmdir("dir"));
	OK(unlink("made"));
	OK(unlink("dangling"));
	OK(unlink("loop1"));
	OK(unlink("loop2"));
	OK(unlink("link"));
	OK(unlink("file"));
}

static void
test_directories(void)
{
	struct stat st;

	OK(mkdir("d", 0777));
	FAILS(mkdir("d", 0777), EEXIST);
	FAILS(mkdir(".", 0777), EEXIST);
	FAILS(mkdir("..", 0777), EEXIST);
	FAILS(mkdir("/", 0777), EEXIST);
	FAILS(mkdir("no/d", 0777), ENOENT);
	OK(stat("d", &st));
	CHECK(S_ISDIR(st.st_mode) && st.st_nlink == 2);
	OK(mkdir("d/e/", 0755));
	CHECK(links("d") == 3);
	FAILS(rmdir("d"), ENOTEMPTY);
	FAILS(rmdir("d/."), EINVAL);
	FAILS(rmdir("d/e/.."), ENOTEMPTY);
	FAILS(rmdir("/"), EBUSY);
	FAILS(unlink("d"), EPERM);
	make("f");
	FAILS(rmdir("f"), ENOTDIR);
	FAILS(unlink("f/"), ENOTDIR);
	FAILS(mkdir("f", 0777), EEXIST);
	OK(unlink("f"));
	FAILS(unlink("f"), ENOENT);
	FAILS(rmdir("f"), ENOENT);
	OK(rmdir("d/e/"));
	CHECK(links("d") == 2);
	/* A directory that is gone but in use: nothing can be made in it. */
	OK(chdir("d"));
	OK(rmdir("../d"));
	FAILS(open("x", O_CREAT | O_RDWR, 0644), ENOENT);
	FAILS(mkdir("x", 0755), ENOENT);
	FAILS(symlink("a", "x"), ENOENT);
	OK(stat(".", &st));
	CHECK(st.st_nlink == 0);
}

static void
test_links(void)
{
	make("f");
	OK(link("f", "g"));
	CHECK(inode("f") == inode("g") && links("f") == 2);
	FAILS(link("f", "g"), EEXIST);
	FAILS(link("nothing", "h"), ENOENT);
	FAILS(link("f", "nothing/h"), ENOENT);
	FAILS(link(".", "h"), EPERM);
	FAILS(link("f", "/dev/f"), EXDEV);
	/* link(2) follows a link, linkat(2) only when it is told. */
	OK(symlink("f", "s"));
	OK(link("s", "h"));
	CHECK(inode("h") == inode("f"));
	OK(linkat(AT_FDCWD, "s", AT_FDCWD, "s2", 0));
	CHECK(inode("s2") == inode("s") && links("s") == 2);
	OK(linkat(AT_FDCWD, "s", AT_FDCWD, "i", AT_SYMLINK_FOLLOW));
	CHECK(inode("i") == inode("f") && links("f") == 4);
	FAILS(linkat(AT_FDCWD, "s", AT_FDCWD, "j", 0x1000), EINVAL);
	OK(unlink("f"));
	CHECK(links("g") == 3);
	OK(unlink("g"));
	OK(unlink("h"));
	OK(unlink("i"));
	OK(unlink("s"));
	OK(unlink("s2"));
}

static void
test_rename(void)
{
	ino_t ino;

	make("a");
	ino = inode("a");
	OK(rename("a", "b"));
	CHECK(inode("a") == 0 && inode("b") == ino);
	FAILS(rename("a", "c"), ENOENT);
	make("c");
	OK(rename("b", "c"));
	CHECK(inode("c") == ino && inode("b") == 0);
	/* Two names of one file: nothing happens. */
	OK(link("c", "d"));
	OK(rename("c", "d"));
	CHECK(inode("c") == ino && inode("d") == ino);
	OK(unlink("d"));
	OK(rename("c", "c"));
	CHECK(inode("c") == ino);
	OK(mkdir("dir", 0755));
	FAILS(rename("c", "dir"), EISDIR);
	FAILS(rename("dir", "c"), ENOTDIR);
	FAILS(rename("c", "e/"), ENOTDIR);
	FAILS(rename("dir", "dir/sub"), EINVAL);
	OK(mkdir("dir/sub", 0755));
	FAILS(rename("dir", "dir/sub/x"), EINVAL);
	FAILS(rename("dir/sub", "dir"), ENOTEMPTY);
	FAILS(rename("dir/.", "x"), EINVAL);
	FAILS(rename("dir/sub/..", "x"), EINVAL);
	FAILS(rename("c", "."), EINVAL);
	FAILS(rename("c", "/dev/x"), EXDEV);
	FAILS(rename("/", "x"), EBUSY);
	/* A directory moves: its "..", and the counts of both parents. */
	OK(mkdir("other", 0755));
	OK(rename("dir/sub", "other/sub"));
	CHECK(inode("other/sub/..") == inode("other"));
	CHECK(links("dir") == 2 && links("other") == 3);
	FAILS(rename("dir", "other"), ENOTEMPTY);
	OK(rename("other/sub", "dir"));
	CHECK(links("other") == 2 && inode("dir/..") == inode("."));
	OK(rename("other", "newdir/"));
	OK(rmdir("newdir"));
	OK(rmdir("dir"));
	OK(unlink("c"));
}

static void
test_at(void)
{
	struct stat st;
	char buf[16];
	int dfd, ffd;

	OK(mkdir("d", 0755));
	dfd = open("d", O_RDONLY | O_DIRECTORY);
	CHECK(dfd >= 0);
	ffd = openat(dfd, "f", O_CREAT | O_RDWR, 0644);
	CHECK(ffd >= 0);
	FAILS(openat(ffd, "x", O_RDONLY), ENOTDIR);
	FAILS(openat(99, "x", O_RDONLY), EBADF);
	CHECK(openat(ffd, "/", O_RDONLY) >= 0);
	OK(mkdirat(dfd, "sub", 0755));
	OK(fstatat(dfd, "f", &st, 0));
	CHECK(S_ISREG(st.st_mode));
	OK(symlinkat("f", dfd, "l"));
	OK(fstatat(dfd, "l", &st, AT_SYMLINK_NOFOLLOW));
	CHECK(S_ISLNK(st.st_mode));
	FAILS(fstatat(dfd, "l", &st, 0x4000), EINVAL);
	CHECK(readlinkat(dfd, "l", buf, sizeof(buf)) == 1);
	OK(linkat(dfd, "f", AT_FDCWD, "g", 0));
	OK(renameat(AT_FDCWD, "g", dfd, "g"));
	CHECK(inode("d/g") == inode("d/f"));
	OK(fchmodat(dfd, "f", 0600, 0));
	OK(stat("d/f", &st));
	CHECK((st.st_mode & 07777) == 0600);
	OK(faccessat(dfd, "f", R_OK, 0));
	FAILS(unlinkat(dfd, "sub", 0), EPERM);
	FAILS(unlinkat(dfd, "f", AT_REMOVEDIR), ENOTDIR);
	OK(unlinkat(dfd, "sub", AT_REMOVEDIR));
	OK(unlinkat(dfd, "f", 0));
	OK(unlinkat(dfd, "g", 0));
	OK(unlinkat(dfd, "l", 0));
	OK(mkfifo("d/fifo", 0644));
	OK(stat("d/fifo", &st));
	CHECK(S_ISFIFO(st.st_mode));
	OK(unlink("d/fifo"));
	OK(rmdir("d"));
	FAILS(openat(dfd, "x", O_CREAT | O_RDWR, 0644), ENOENT);
	close(dfd);
	close(ffd);
}

static void
test_cwd(const char *base)
{
	char buf[MAXPATHLEN], want[MAXPATHLEN];

	OK(mkdir("one", 0755));
	OK(mkdir("one/two", 0755));
	OK(chdir("one/two"));
	snprintf(want, sizeof(want), "%s/one/two", base);
	CHECK(getcwd(buf, sizeof(buf)) != NULL && strcmp(buf, want) == 0);
	CHECK(getcwd(buf, 3) == NULL && errno == ERANGE);
	/* The way up is told as it is now. */
	OK(rename("../../one", "../../uno"));
	snprintf(want, sizeof(want), "%s/uno/two", base);
	CHECK(getcwd(buf, sizeof(buf)) != NULL && strcmp(buf, want) == 0);
	OK(chdir(base));
	OK(rmdir("uno/two"));
	OK(rmdir("uno"));
	make("f");
	FAILS(chdir("f"), ENOTDIR);
	FAILS(chdir("nothing"), ENOENT);
	OK(unlink("f"));
}

/* Removing while reading: every name is seen once, and all can be removed. */
static void
test_readdir(void)
{
	struct dirent *de;
	char name[32];
	int i, seen = 0, dots = 0;
	DIR *dir;

	OK(mkdir("many", 0755));
	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "many/file.%d", i);
		make(name);
	}
	dir = opendir("many");
	CHECK(dir != NULL);
	while (dir != NULL && (de = readdir(dir)) != NULL) {
		if (de->d_name[0] == '.') {
			dots++;
			continue;
		}
		CHECK(de->d_type == DT_REG || de->d_type == DT_UNKNOWN);
		snprintf(name, sizeof(name), "many/%.20s", de->d_name);
		OK(unlink(name));
		seen++;
	}
	closedir(dir);
	CHECK(seen == 200 && dots == 2);
	OK(rmdir("many"));
}

/* As an ordinary user: search and write permission, the sticky bit. */
static void
test_permission(void)
{
	int status;
	pid_t pid;

	OK(mkdir("closed", 0700));
	make("closed/f");
	OK(mkdir("sticky", 01777));
	OK(chmod("sticky", 01777));
	make("sticky/roots");
	OK(mkdir("open", 0777));
	OK(chmod("open", 0777));
	make("open/roots");
	pid = fork();
	if (pid == 0) {
		failures = 0;
		OK(setgid(20));
		OK(setuid(20));
		FAILS(open("closed/f", O_RDONLY), EACCES);
		FAILS(chdir("closed"), EACCES);
		FAILS(mkdir("closed/d", 0755), EACCES);
		FAILS(unlink("closed/f"), EACCES);
		FAILS(unlink("sticky/roots"), EPERM);
		FAILS(rename("sticky/roots", "sticky/x"), EPERM);
		make("sticky/mine");
		FAILS(rename("sticky/mine", "sticky/roots"), EPERM);
		OK(rename("sticky/mine", "sticky/my"));
		OK(unlink("sticky/my"));
		OK(unlink("open/roots"));
		make("open/mine");
		FAILS(chown("open/mine", 0, (gid_t)-1), EPERM);
		FAILS(mknod("open/null", S_IFCHR | 0666, 2), EPERM);
		FAILS(chroot("open"), EPERM);
		FAILS(access("closed/f", F_OK), EACCES);
		fflush(stdout);
		_exit(failures != 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	OK(unlink("open/mine"));
	OK(unlink("closed/f"));
	OK(unlink("sticky/roots"));
	OK(rmdir("closed"));
	OK(rmdir("sticky"));
	OK(rmdir("open"));
}

int
main(int argc, char **argv)
{
	char base[MAXPATHLEN];

	if (argc != 2) {
		fprintf(stderr, "usage: h_names dir\n");
		return (2);
	}
	umask(022);
	snprintf(base, sizeof(base), "%s/names.%d", argv[1], (int)getpid());
	OK(mkdir(base, 0755));
	OK(chdir(base));
	test_lookup();
	test_symlinks();
	test_directories();
	OK(chdir(base));
	test_links();
	test_rename();
	test_at();
	test_cwd(base);
	test_readdir();
	test_permission();
	OK(chdir("/"));
	OK(rmdir(base));
	return (done("names"));
}
