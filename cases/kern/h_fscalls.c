/*
 * h_fscalls.c: the less common calls on files one by one, with good, bad and
 * boundary arguments: handles, flags, times of links, directories, whole
 * paths, reading and writing with flags.  Works in the current directory, as root.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/dirent.h>
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>

#define BAD	((void *)8)
#define BADFD	1000
#define HERE	AT_FDCWD

static char buf[8192], here[MAXPATHLEN];
static struct stat st;

/* A file of ten bytes, open for both. */
static long
ten(const char *name)
{
	long fd;

	sys(SYS_unlink, name);
	fd = sys(SYS_open, name, O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_write, fd, "0123456789", 10), 10);
	return (fd);
}

static void
whole_paths(void)
{
	size_t n;

	CHECK(sys(SYS___getcwd, here, sizeof(here)) >= 0);
	CHECK_EQ(here[0], '/');
	n = g_len(here);
	CHECK_EQ(sys(SYS___getcwd, buf, n), -ERANGE);
	CHECK(sys(SYS___getcwd, buf, n + 1) >= 0);
	CHECK(g_same(buf, here, n + 1));
	CHECK_EQ(sys(SYS___getcwd, buf, 1), -ERANGE);
	CHECK_EQ(sys(SYS___getcwd, buf, 0), -EINVAL);
	CHECK_EQ(sys(SYS___getcwd, BAD, 100), -EFAULT);

	CHECK_EQ(sys(SYS_close, ten("real")), 0);
	sys(SYS_unlink, "link");
	CHECK_EQ(sys(SYS_symlink, "./real", "link"), 0);
	CHECK_EQ(sys(SYS___realpath, "link", buf, sizeof(buf)), n + 5);
	CHECK(g_same(buf, here, n) && g_same(buf + n, "/real", 6));
	CHECK_EQ(sys(SYS___realpath, "/..", buf, sizeof(buf)), 1);
	CHECK(g_same(buf, "/", 2));
	CHECK_EQ(sys(SYS___realpath, "none", buf, sizeof(buf)), -ENOENT);
	CHECK_EQ(sys(SYS___realpath, "real/x", buf, sizeof(buf)), -ENOTDIR);
	CHECK_EQ(sys(SYS___realpath, "real", BAD, 1000), -EFAULT);
	CHECK_EQ(sys(SYS___realpath, BAD, buf, sizeof(buf)), -EFAULT);
}

/* access(2) asks for the real user, eaccess(2) for the effective one. */
static void
effective_access(void)
{
	CHECK_EQ(sys(SYS_close, ten("mine")), 0);
	CHECK_EQ(sys(SYS_eaccess, "mine", R_OK | W_OK), 0);
	CHECK_EQ(sys(SYS_seteuid, 500), 0);
	CHECK_EQ(sys(SYS_eaccess, "mine", R_OK), -EACCES);
	CHECK_EQ(sys(SYS_eaccess, "mine", F_OK), 0);
	CHECK_EQ(sys(SYS_access, "mine", R_OK), 0);
	CHECK_EQ(sys(SYS_seteuid, 0), 0);
	CHECK_EQ(sys(SYS_eaccess, "none", F_OK), -ENOENT);
	CHECK_EQ(sys(SYS_eaccess, "mine", 0777), -EINVAL);
	CHECK_EQ(sys(SYS_eaccess, "mine", X_OK), -EACCES);
	CHECK_EQ(sys(SYS_eaccess, BAD, F_OK), -EFAULT);
}

static unsigned
flags_of(const char *name)
{
	CHECK_EQ(sys(SYS_lstat, name, &st), 0);
	return (st.st_flags);
}

static void
flags(void)
{
	CHECK_EQ(sys(SYS_close, ten("real")), 0);
	CHECK_EQ(sys(SYS_chflagsat, HERE, "link", UF_NODUMP, 0), 0);
	CHECK_EQ(flags_of("real"), UF_NODUMP);
	CHECK_EQ(flags_of("link"), 0);
	CHECK_EQ(sys(SYS_chflagsat, HERE, "link", UF_NODUMP,
	    AT_SYMLINK_NOFOLLOW), 0);
	CHECK_EQ(flags_of("link"), UF_NODUMP);
	CHECK_EQ(sys(SYS_lchflags, "link", 0), 0);
	CHECK_EQ(flags_of("link"), 0);
	CHECK_EQ(flags_of("real"), UF_NODUMP);
	CHECK_EQ(sys(SYS_chflagsat, HERE, "real", 0, 0x4000), -EINVAL);
	CHECK_EQ(sys(SYS_chflagsat, BADFD, "real", 0, 0), -EBADF);
	CHECK_EQ(sys(SYS_lchflags, "none", 0), -ENOENT);
	CHECK_EQ(sys(SYS_lchflags, BAD, 0), -EFAULT);
	CHECK_EQ(sys(SYS_lchflags, "real", 0), 0);
}

static void
times(void)
{
	struct timeval tv[2] = { { 1000, 5 }, { 2000, 6 } };
	struct timeval odd[2] = { { 1, 1000000 }, { 1, 0 } };
	long fd = ten("real");

	CHECK_EQ(sys(SYS_lutimes, "link", tv), 0);
	CHECK_EQ(sys(SYS_lstat, "link", &st), 0);
	CHECK_EQ(st.st_mtime, 2000);
	CHECK_EQ(sys(SYS_fstat, fd, &st), 0);
	CHECK(st.st_mtime > 2000);
	CHECK_EQ(sys(SYS_futimes, fd, tv), 0);
	CHECK_EQ(sys(SYS_fstat, fd, &st), 0);
	CHECK_EQ(st.st_atime, 1000);
	CHECK_EQ(st.st_mtime, 2000);
	CHECK_EQ(sys(SYS_futimes, fd, 0), 0);
	CHECK_EQ(sys(SYS_fstat, fd, &st), 0);
	CHECK(st.st_mtime > 2000);
	CHECK_EQ(sys(SYS_futimes, fd, odd), -EINVAL);
	CHECK_EQ(sys(SYS_lutimes, "link", odd), -EINVAL);
	CHECK_EQ(sys(SYS_futimes, BADFD, tv), -EBADF);
	CHECK_EQ(sys(SYS_futimes, fd, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_lutimes, "none", tv), -ENOENT);
	sys(SYS_close, fd);
}

static void
directories(void)
{
	long fd, fd2, n, base = -1, base2 = -1, whole;

	sys(SYS_mkdir, "dir", 0755);
	CHECK_EQ(sys(SYS_close, ten("dir/a")), 0);
	fd = sys(SYS_open, "dir", O_RDONLY);
	fd2 = sys(SYS_open, "dir/a", O_RDONLY);
	whole = sys(SYS_getdents, fd, buf, sizeof(buf));
	CHECK(whole >= 3 * 24);
	CHECK_EQ(sys(SYS_getdents, fd, buf, sizeof(buf)), 0);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, SEEK_SET), 0);
	n = sys(SYS_getdirentries, fd, buf, sizeof(buf), &base);
	CHECK_EQ(n, whole);
	CHECK_EQ(base, 0);
	CHECK_EQ(sys(SYS_getdirentries, fd, buf, sizeof(buf), &base2), 0);
	CHECK(base2 > 0);
	sys(SYS_lseek, fd, 0, 0, SEEK_SET);
	CHECK_EQ(sys(SYS_getdirentries, fd, buf, 8, &base), -EINVAL);
	CHECK_EQ(sys(SYS_getdirentries, fd, BAD, 4096, &base), -EFAULT);
	CHECK_EQ(sys(SYS_getdents, fd2, buf, sizeof(buf)), -EINVAL);
	CHECK_EQ(sys(SYS_getdents, BADFD, buf, sizeof(buf)), -EBADF);
	CHECK_EQ(sys(SYS_fchdir, fd2), -ENOTDIR);
	CHECK_EQ(sys(SYS_fchdir, BADFD), -EBADF);
	CHECK_EQ(sys(SYS_fchdir, fd), 0);
	CHECK_EQ(sys(SYS_access, "a", F_OK), 0);
	CHECK_EQ(sys(SYS_chdir, ".."), 0);
	CHECK_EQ(sys(SYS_undelete, "none"), -ENOENT);
	CHECK_EQ(sys(SYS_undelete, "dir/a"), -EOPNOTSUPP);
	CHECK_EQ(sys(SYS_undelete, BAD), -EFAULT);
	sys(SYS_close, fd);
	sys(SYS_close, fd2);
}

static void
filesystems(void)
{
	static struct statfs sf, sf2, list[8];
	static struct statvfs sv, svlist[8];
	long fd = ten("real"), n;

	CHECK_EQ(sys(SYS_fstatfs, fd, &sf), 0);
	CHECK(sf.f_bsize > 0 && sf.f_blocks > 0 && sf.f_blocks >= sf.f_bfree);
	CHECK_EQ(sys(SYS_fstatvfs, fd, &sv), 0);
	CHECK_EQ(sv.f_blocks, sf.f_blocks);
	CHECK_EQ(sv.f_files, sf.f_files);
	CHECK_EQ(sv.f_namemax, 255);
	CHECK_EQ(sys(SYS_fstatfs, BADFD, &sf2), -EBADF);
	CHECK_EQ(sys(SYS_fstatvfs, BADFD, &sv), -EBADF);
	CHECK_EQ(sys(SYS_fstatfs, fd, BAD), -EFAULT);
	CHECK_EQ(sys(SYS_fstatvfs, fd, BAD), -EFAULT);
	n = sys(SYS_getvfsstat, 0, 0, 0, MNT_NOWAIT);
	CHECK(n >= 2 && n <= 8);
	CHECK_EQ(sys(SYS_getvfsstat, list, svlist, sizeof(svlist), MNT_NOWAIT),
	    n);
	CHECK(g_same(list[0].f_mntonname, "/", 2));
	CHECK_EQ(svlist[0].f_blocks, list[0].f_blocks);
	CHECK_EQ(sys(SYS_getvfsstat, list, svlist, sizeof(svlist[0]),
	    MNT_NOWAIT), 1);
	CHECK_EQ(sys(SYS_getvfsstat, BAD, svlist, sizeof(svlist), MNT_NOWAIT),
	    -EFAULT);
	CHECK_EQ(sys(SYS_lpathconf, "link", _PC_NAME_MAX), 255);
	CHECK_EQ(sys(SYS_lpathconf, "link", 9999), -EINVAL);
	CHECK_EQ(sys(SYS_lpathconf, "none", _PC_NAME_MAX), -ENOENT);
	CHECK_EQ(sys(SYS_lpathconf, BAD, _PC_NAME_MAX), -EFAULT);
	sys(SYS_close, fd);
}

static void
users_have_no_handles(void)
{
	static struct fhandle fh;

	CHECK_EQ(sys(SYS_getfh, "/", &fh), -EPERM);
	CHECK_EQ(sys(SYS_fhopen, &fh, O_RDONLY), -EPERM);
	CHECK_EQ(sys(SYS_fhstatfs, &fh, buf), -EPERM);
	CHECK_EQ(sys(SYS_fhstatvfs, &fh, buf), -EPERM);
}

static void
handles(void)
{
	static struct fhandle fh, wild;
	static struct statfs sf;
	static struct statvfs sv;
	long fd = ten("handled"), fd2, pid;
	int status = 0;

	CHECK_EQ(sys(SYS_getfh, "handled", &fh), 0);
	CHECK_EQ(sys(SYS_getfh, "none", &fh), -ENOENT);
	CHECK_EQ(sys(SYS_getfh, "handled", BAD), -EFAULT);
	fd2 = sys(SYS_fhopen, &fh, O_RDONLY);
	CHECK(fd2 >= 0);
	CHECK_EQ(sys(SYS_read, fd2, buf, 20), 10);
	CHECK_EQ(sys(SYS_close, fd2), 0);
	CHECK_EQ(sys(SYS_fhstatfs, &fh, &sf), 0);
	CHECK_EQ(sys(SYS_fhstatvfs, &fh, &sv), 0);
	CHECK_EQ(sf.f_blocks, sv.f_blocks);
	CHECK_EQ(sys(SYS_fhopen, &fh, O_RDWR | O_CREAT), -EINVAL);
	CHECK_EQ(sys(SYS_fhopen, BAD, O_RDONLY), -EFAULT);
	CHECK_EQ(sys(SYS_fhstatfs, BAD, &sf), -EFAULT);
	CHECK_EQ(sys(SYS_fhstatvfs, &fh, BAD), -EFAULT);
	g_zero(&wild, sizeof(wild));
	CHECK_EQ(sys(SYS_fhopen, &wild, O_RDONLY), -ESTALE);
	CHECK_EQ(sys(SYS_fhstatfs, &wild, &sf), -ESTALE);
	CHECK_EQ(sys(SYS_fhstatvfs, &wild, &sv), -ESTALE);
	CHECK_EQ(sys(SYS_unlink, "handled"), 0);
	sys(SYS_close, fd);
	CHECK_EQ(sys(SYS_fhopen, &fh, O_RDONLY), -ESTALE);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		failures = 0;
		users_have_no_handles();
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

static void
pieces(void)
{
	char a[4], b[8];
	struct iovec iov[2] = { { a, 3 }, { b, 8 } };
	struct iovec huge[2] = { { a, 0x7fffffffffffffff }, { b, 8 } };
	long fd = ten("real");

	CHECK_EQ(sys(SYS_lseek, fd, 0, 4, SEEK_SET), 4);
	CHECK_EQ(sys(SYS_extpreadv, fd, iov, 2, 0, 0), 10);
	CHECK(g_same(a, "012", 3) && g_same(b, "3456789", 7));
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, SEEK_CUR), 4);
	CHECK_EQ(sys(SYS_extpreadv, fd, iov, 2, 0, -1), 6);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, SEEK_CUR), 10);
	CHECK_EQ(sys(SYS_extpwrite, fd, "AB", 2, 0, 1), 2);
	CHECK_EQ(sys(SYS_extpwrite, fd, "Z", 1, O_FAPPEND, 0), 1);
	CHECK_EQ(sys(SYS_extpwritev, fd, iov, 1, 0, 4), 3);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 20, 0, 0), 11);
	CHECK(g_same(buf, "0AB3456789Z", 11) || buf[4] == a[0]);
	CHECK_EQ(buf[1], 'A');
	CHECK_EQ(buf[10], 'Z');
	CHECK_EQ(sys(SYS_extpread, fd, buf, 20, 0, 11), 0);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 1, 0, -2), -EINVAL);
	CHECK_EQ(sys(SYS_lseek, fd, 0, 0, SEEK_SET), 0);
	CHECK_EQ(sys(SYS_writev, fd, iov, 2), 11);
	CHECK_EQ(sys(SYS_writev, fd, iov, 0), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, iov, 1025), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, huge, 2), -EINVAL);
	CHECK_EQ(sys(SYS_writev, fd, BAD, 2), -EFAULT);
	CHECK_EQ(sys(SYS_writev, BADFD, iov, 2), -EBADF);
	CHECK_EQ(sys(SYS_extpreadv, fd, iov, -1, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_extpwritev, fd, BAD, 1, 0, 0), -EFAULT);
	sys(SYS_close, fd);
	fd = sys(SYS_pipe);
	CHECK_EQ(sys(SYS_extpwrite, sys_rdx, buf, 1, 0, 0), -ESPIPE);
	CHECK_EQ(sys(SYS_extpread, fd, buf, 1, 0, 0), -ESPIPE);
	sys(SYS_close, fd);
}

int
main(void)
{
	RUN(whole_paths);
	RUN(effective_access);
	RUN(flags);
	RUN(times);
	RUN(directories);
	RUN(filesystems);
	RUN(handles);
	RUN(pieces);
	guest_done();
}
