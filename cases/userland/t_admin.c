/*
 * t_admin.c: an administrator's hour: logs, jobs, users, disks.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "case.h"

#define ADMIN(what, text)						\
	.descr = text, .image = "minimal", .script = "admin.exp",	\
	.script_args = { what }, .timeout = 180

VKT_CASE(the_log_has_what_was_said,
    ADMIN("log", "syslogd: the kernel, programs, selectors, commands, hosts"));
VKT_CASE(logs_are_rotated,
    ADMIN("rotate", "newsyslog: size, age, count, names, modes, signals"));
VKT_CASE(jobs_run_in_their_minutes,
    ADMIN("jobs", "cron and crontab: tables, users, input, mail"));
VKT_CASE(users_come_and_go,
    ADMIN("users", "pw, passwd, vipw, pwd_mkdb: users, groups, passwords"));

static int
blank(const struct vkt_case *c, char *why, size_t n)
{
	int fd = open("disk.img", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	(void)c;
	if (fd < 0 || ftruncate(fd, 8 << 20) != 0) {
		snprintf(why, n, "cannot make disk.img");
		return (1);
	}
	close(fd);
	return (0);
}

VKT_CASE(an_administrators_hour,
    .descr	= "password, user, job, log, a disk in fstab, archive, reboot",
    .image	= "minimal",
    .args	= { "-m", "64m", "-i", "memimg", "-r", "root.img", "-r",
		    "disk.img" },
    .prepare	= blank,
    .script	= "admin.exp",
    .script_args = { "hour" },
    .timeout	= 240);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, the_log_has_what_was_said);
	ATF_TP_ADD_TC(tp, logs_are_rotated);
	ATF_TP_ADD_TC(tp, jobs_run_in_their_minutes);
	ATF_TP_ADD_TC(tp, users_come_and_go);
	ATF_TP_ADD_TC(tp, an_administrators_hour);
	return (atf_no_error());
}
