/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * logwtmpx.c: who logs in and out, in the files of utmpx(5).
 */
#include <sys/types.h>
#include <sys/time.h>
#include <libutil.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

/* One record at the end of the history. */
void
logwtmpx(const char *line, const char *name, const char *host, int status,
    int type)
{
	struct utmpx ut;

	memset(&ut, 0, sizeof(ut));
	strlcpy(ut.ut_line, line, sizeof(ut.ut_line));
	strlcpy(ut.ut_name, name, sizeof(ut.ut_name));
	strlcpy(ut.ut_host, host, sizeof(ut.ut_host));
	ut.ut_exit.e_exit = (uint16_t)status;
	ut.ut_type = (short)type;
	ut.ut_pid = getpid();
	gettimeofday(&ut.ut_tv, NULL);
	updwtmpx(_PATH_WTMPX, &ut);
}

/* A login: the record of the line, and one in the history. */
void
loginx(const struct utmpx *ut)
{
	(void)pututxline(ut);
	(void)updwtmpx(_PATH_WTMPX, ut);
}

/*
 * The end of the session on a line.  Returns 1 when there was one.
 */
int
logoutx(const char *line, int status, int type)
{
	struct utmpx want, *ut, gone;

	memset(&want, 0, sizeof(want));
	strlcpy(want.ut_line, line, sizeof(want.ut_line));
	setutxent();
	ut = getutxline(&want);
	if (ut == NULL) {
		endutxent();
		return (0);
	}
	gone = *ut;
	memset(gone.ut_name, 0, sizeof(gone.ut_name));
	gone.ut_type = (short)type;
	gone.ut_exit.e_exit = (uint16_t)status;
	gettimeofday(&gone.ut_tv, NULL);
	(void)pututxline(&gone);
	endutxent();
	logwtmpx(line, "", "", status, type);
	return (1);
}
