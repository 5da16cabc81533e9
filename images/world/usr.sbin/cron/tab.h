/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tab.h: crontab(5) files, for cron(8) and crontab(1).
 */
#ifndef _TAB_H_
#define _TAB_H_

#include <sys/types.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define PATH_TABS	"/var/cron/tabs"
#define PATH_ALLOW	"/var/cron/allow"
#define PATH_DENY	"/var/cron/deny"
#define PATH_SYSTAB	"/etc/crontab"
#define TAB_NAME	64		/* longest user name, with its NUL */

/* A variable; later ones of a name win. */
struct tab_var {
	struct tab_var	*next;
	char		*text;		/* name=value */
};

/* A command, and in which minutes it is run. */
struct tab_job {
	struct tab_job	*next;
	uint64_t	 minutes;	/* a bit each */
	uint32_t	 hours, days, months, weekdays;
	bool		 any_day, any_weekday;	/* the field was a star */
	bool		 reboot;	/* once, when cron starts */
	char		 user[TAB_NAME];
	char		*command;
	const struct tab_var *vars;	/* those in front of it, last first */
};

struct tab {
	struct tab_job	*jobs;
	struct tab_var	*vars;
};

/*
 * Read a table; the jobs are user's, or of whom a field of theirs names when
 * user is NULL.  0, or the line that is wrong with *why saying how; what was
 * read is to be freed either way.
 */
int	tab_read(FILE *, const char *user, struct tab *, const char **why);
void	tab_free(struct tab *);
/* Is the job due in this minute? */
bool	tab_due(const struct tab_job *, const struct tm *);

#endif /* !_TAB_H_ */
