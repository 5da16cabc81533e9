/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newsyslog.h: what the parts of newsyslog(8) share.
 */
#ifndef _NEWSYSLOG_H_
#define _NEWSYSLOG_H_

#include <sys/types.h>
#include <limits.h>
#include <stdbool.h>
#include <time.h>

/* A line of newsyslog.conf(5). */
struct entry {
	struct entry	*next;
	char		 log[PATH_MAX];
	uid_t		 uid;		/* -1: as it is */
	gid_t		 gid;
	mode_t		 mode;
	int		 count;		/* old ones that are kept */
	long		 size;		/* KB, -1: any */
	long		 hours;		/* since the last one, -1: any */
	const char	*when;		/* @... or $..., NULL: any time */
	bool		 binary, create, glob, no_signal, group;
	const char	*suffix;	/* of what the archive is, "": plain */
	char		 pid_file[PATH_MAX];
	int		 signal;
};

extern bool	dry, noise;

/*
 * conf.c: the entries of a file, in its order.  Ends the program when it is
 * wrong.
 */
struct entry	*conf_read(const char *path);

/*
 * when.c: the time that when means in the period that now is in, @ as ISO
 * 8601 has it or $ by day, week and month.  false: it is not understood.
 */
bool	when_parse(const char *when, time_t now, time_t *t);

#endif /* !_NEWSYSLOG_H_ */
