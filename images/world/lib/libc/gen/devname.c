/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devname.c: names of devices and terminals, and pseudo-terminals.
 *
 * The kernel tells the name of an open device; that of a number is looked up
 * in /dev.  The master of pseudo-terminal N is /dev/ptm/N, its slave /dev/pts/N.
 */
#include <sys/types.h>
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_ROOM	128

char *
fdevname_r(int fd, char *buf, size_t len)
{
	struct fiodname_args a = { buf, (unsigned int)len };

	return (ioctl(fd, FIODNAME, &a) != 0 ? NULL : buf);
}

char *
fdevname(int fd)
{
	static __thread char buf[NAME_ROOM];

	return (fdevname_r(fd, buf, sizeof(buf)));
}

/* Look in a directory below /dev for the device; prefix is its path there. */
static int
search_dev(const char *prefix, dev_t dev, mode_t type, char *buf, size_t len)
{
	char path[NAME_ROOM];
	struct dirent *de;
	struct stat st;
	DIR *d;
	int found = 0;

	snprintf(path, sizeof(path), "%s%s", _PATH_DEV, prefix);
	d = opendir(path);
	if (d == NULL)
		return (0);
	while (!found && (de = readdir(d)) != NULL) {
		if (de->d_type != DT_CHR && de->d_type != DT_BLK &&
		    de->d_type != DT_UNKNOWN)
			continue;
		if (fstatat(dirfd(d), de->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    (st.st_mode & S_IFMT) == type && st.st_rdev == dev) {
			snprintf(buf, len, "%s%s", prefix, de->d_name);
			found = 1;
		}
	}
	closedir(d);
	return (found);
}

/*
 * The name of a device below /dev, "??" when it has none.
 */
char *
devname_r(dev_t dev, mode_t type, char *buf, size_t len)
{
	if (dev != (dev_t)-1 && (search_dev("", dev, type, buf, len) ||
	    search_dev("pts/", dev, type, buf, len)))
		return (buf);
	snprintf(buf, len, "??");
	return (buf);
}

char *
devname(dev_t dev, mode_t type)
{
	static __thread char buf[NAME_ROOM];

	return (devname_r(dev, type, buf, sizeof(buf)));
}

/* Returns an error number. */
int
ttyname_r(int fd, char *buf, size_t len)
{
	char name[NAME_ROOM];

	if (!isatty(fd))
		return (ENOTTY);
	if (fdevname_r(fd, name, sizeof(name)) == NULL)
		return (errno);
	if ((size_t)snprintf(buf, len, "%s%s", _PATH_DEV, name) >= len)
		return (ERANGE);
	return (0);
}

char *
ttyname(int fd)
{
	static __thread char buf[NAME_ROOM + sizeof(_PATH_DEV)];
	int error;

	error = ttyname_r(fd, buf, sizeof(buf));
	if (error != 0) {
		errno = error;
		return (NULL);
	}
	return (buf);
}

int
posix_openpt(int flags)
{
	return (open("/dev/ptmx", flags));
}

/* EINVAL unless fd is the master of a pseudo-terminal. */
static int
check_master(int fd)
{
	if (ioctl(fd, TIOCISPTMASTER) == 0)
		return (0);
	if (errno != EBADF)
		errno = EINVAL;
	return (-1);
}

/* The slave belongs to who opened the master from the start. */
int
grantpt(int fd)
{
	return (check_master(fd));
}

int
unlockpt(int fd)
{
	return (check_master(fd));
}

char *
ptsname(int fd)
{
	static __thread char buf[NAME_ROOM + sizeof(_PATH_DEV)];
	char name[NAME_ROOM];

	if (check_master(fd) != 0 ||
	    fdevname_r(fd, name, sizeof(name)) == NULL)
		return (NULL);
	if (strncmp(name, "ptm/", 4) == 0)
		snprintf(buf, sizeof(buf), "%spts/%s", _PATH_DEV, name + 4);
	else if (strncmp(name, "pty", 3) == 0)
		snprintf(buf, sizeof(buf), "%stty%s", _PATH_DEV, name + 3);
	else {
		errno = EINVAL;
		return (NULL);
	}
	return (buf);
}
