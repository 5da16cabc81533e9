/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_vcd.c: what the device of a CD answers.
 *
 * usage: h_vcd sectors
 */
#include <sys/types.h>
#include <sys/diskslice.h>
#include <sys/disklabel32.h>
#include <sys/dtype.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <vfs/isofs/cd9660/cd9660_mount.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR	2048

static void
want(int result, int error, const char *what)
{
	if (error == 0 && result < 0)
		err(1, "%s", what);
	if (error != 0 && (result >= 0 || errno != error))
		errx(1, "%s: %d, %s instead of %s", what, result,
		    strerror(errno), strerror(error));
}

static void
check_size(const char *path, uint64_t sectors)
{
	struct partinfo pi;
	int fd = open(path, O_RDONLY);

	want(fd, 0, path);
	want(ioctl(fd, DIOCGPART, &pi), 0, "DIOCGPART");
	if (pi.media_blksize != SECTOR || pi.media_blocks != sectors ||
	    pi.media_size != sectors * SECTOR)
		errx(1, "%s: %llu sectors of %d", path,
		    (unsigned long long)pi.media_blocks, pi.media_blksize);
	close(fd);
}

static void
check_label(uint64_t sectors)
{
	struct disklabel32 l;
	int fd = open("/dev/vcd0s0", O_RDONLY);

	want(fd, 0, "vcd0s0");
	want(ioctl(fd, DIOCGDINFO32, &l), 0, "DIOCGDINFO32");
	if (l.d_secsize != SECTOR || l.d_secperunit != sectors ||
	    l.d_partitions[0].p_size != sectors ||
	    l.d_partitions[0].p_fstype != FS_OTHER ||
	    l.d_partitions[2].p_size != sectors ||
	    l.d_partitions[1].p_size != 0)
		errx(1, "the label is wrong");
	want(ioctl(fd, DIOCSDINFO32, &l), EBADF, "DIOCSDINFO32");
	close(fd);
}

static void
check_reads(off_t sectors)
{
	static char buf[64 * SECTOR], again[SECTOR];
	int fd = open("/dev/vcd0", O_RDONLY);

	want(fd, 0, "vcd0");
	want((int)pread(fd, buf, 512, 0), EINVAL, "a read of 512 bytes");
	want((int)pread(fd, buf, SECTOR, 512), EINVAL, "a read from byte 512");
	if (pread(fd, buf, sizeof(buf), 0) != (ssize_t)sizeof(buf) ||
	    pread(fd, again, SECTOR, 16 * SECTOR) != SECTOR ||
	    memcmp(buf + 16 * SECTOR, again, SECTOR) != 0 ||
	    memcmp(again, "\1CD001", 6) != 0)
		errx(1, "reads differ");
	if (pread(fd, buf, sizeof(buf), (sectors - 1) * SECTOR) != SECTOR)
		errx(1, "the last sector cannot be read alone");
	if (pread(fd, buf, SECTOR, sectors * SECTOR) != 0)
		errx(1, "there is something at the end");
	want((int)write(fd, buf, SECTOR), EBADF, "a write");
	if (lseek(fd, 0, SEEK_END) != sectors * SECTOR &&
	    lseek(fd, 0, SEEK_END) != 0)
		errx(1, "lseek to the end");
	close(fd);
}

static void
check_mounts(void)
{
	struct iso_args a;
	struct statfs sf;
	fhandle_t fh;
	char buf[16], path[] = "/tmp/cd/dir/inner";
	int fd;

	memset(&a, 0, sizeof(a));
	a.fspec = (char *)(uintptr_t)"/dev/vcd0";
	want(mkdir("/tmp/cd", 0755), 0, "mkdir");
	want(mount("cd9660", "/tmp/cd", 0, &a), EROFS, "a mount for writing");
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, NULL), EFAULT,
	    "a mount of nothing");
	a.ssector = -1;
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), EINVAL,
	    "a negative session");
	a.ssector = 1000000;
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), EINVAL,
	    "a session behind the end");
	a.ssector = 0;
	a.flags = ISOFSMNT_KICONV;
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), EOPNOTSUPP,
	    "another character set");
	a.flags = 0;
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), 0, "mount");
	want(mount("cd9660", "/tmp/cd", MNT_UPDATE, &a), EROFS,
	    "an update for writing");
	want(statfs("/tmp/cd", &sf), 0, "statfs");
	if (sf.f_bsize != SECTOR || sf.f_bfree != 0 || sf.f_bavail != 0 ||
	    sf.f_blocks <= 0 || strcmp(sf.f_fstypename, "cd9660") != 0 ||
	    strcmp(sf.f_mntfromname, "/dev/vcd0") != 0)
		errx(1, "statfs(2) says something else");
	want(open(path, O_RDWR), EROFS, "an open for writing");
	want(open("/tmp/cd/new", O_RDWR | O_CREAT, 0644), EROFS, "a new file");
	want(truncate(path, 0), EROFS, "truncate");
	/* A file's handle outlives all that is remembered of it. */
	want(getfh(path, &fh), 0, "getfh");
	want(unmount("/tmp/cd", 0), 0, "unmount");
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), 0, "mount");
	fd = fhopen(&fh, O_RDONLY);
	want(fd, 0, "fhopen");
	if (read(fd, buf, sizeof(buf)) != 6 || memcmp(buf, "inner\n", 6) != 0)
		errx(1, "another file by its handle");
	close(fd);
	want(getfh("/tmp/cd/dir", &fh), 0, "getfh of a directory");
	want(unmount("/tmp/cd", 0), 0, "unmount");
	want(mount("cd9660", "/tmp/cd", MNT_RDONLY, &a), 0, "mount");
	fd = fhopen(&fh, O_RDONLY);
	want(fd, 0, "fhopen of a directory");
	/* Found by its handle first, and then by its name. */
	want(fchdir(fd), 0, "fchdir");
	want(access("inner", R_OK), 0, "inner");
	want(access("../dir/inner", R_OK), 0, "../dir/inner");
	want(access(path, R_OK), 0, path);
	want(chdir("/"), 0, "chdir");
	close(fd);
	memset(&fh.fh_fid.fid_data[4], 0xff, 8);
	want(fhopen(&fh, O_RDONLY), ESTALE, "a handle of nothing");
	want(unmount("/tmp/cd", 0), 0, "unmount");
}

int
main(int argc, char **argv)
{
	long sectors = argc == 2 ? atol(argv[1]) : 0;

	if (sectors <= 0)
		errx(64, "usage: h_vcd sectors");
	want(open("/dev/vcd0", O_RDWR), EROFS, "opening for writing");
	want(open("/dev/vcd0", O_WRONLY), EROFS, "opening for writing only");
	want(open("/dev/vcd0s0a", O_RDWR), EROFS, "opening the partition");
	check_size("/dev/vcd0", (uint64_t)sectors);
	check_size("/dev/vcd0s0", (uint64_t)sectors);
	check_size("/dev/vcd0s0a", (uint64_t)sectors);
	check_size("/dev/vcd0c", (uint64_t)sectors);
	check_label((uint64_t)sectors);
	check_reads(sectors);
	check_mounts();
	return (0);
}
