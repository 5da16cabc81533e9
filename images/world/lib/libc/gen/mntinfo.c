/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mntinfo.c: what is mounted.
 */
#include <sys/param.h>
#include <sys/mount.h>
#include <stdlib.h>

/*
 * Point *list at an array that the next call reuses; return how many, 0 with
 * errno on failure.
 */
int
getmntinfo(struct statfs **list, int flags)
{
	static struct statfs *buf;
	static int room;
	int n;
	struct statfs *grown;

	n = getfsstat(NULL, 0, MNT_NOWAIT);
	if (n <= 0)
		return (0);
	/* More may be mounted in between. */
	while (n >= room) {
		room = n + 4;
		grown = reallocarray(buf, (size_t)room, sizeof(*buf));
		if (grown == NULL) {
			room = 0;
			return (0);
		}
		buf = grown;
		n = getfsstat(buf, (long)((size_t)room * sizeof(*buf)), flags);
		if (n <= 0)
			return (0);
		*list = buf;
		if (n < room)
			return (n);
	}
	n = getfsstat(buf, (long)((size_t)room * sizeof(*buf)), flags);
	*list = buf;
	return (n > 0 ? n : 0);
}
