/*
 * t_restore.c: the host's terminal is as it was, whatever ended the kernel.
 *
 * The kernel under test runs below a shell that sets the terminal to modes
 * that nobody would guess and notes them before and afterwards.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

#define ODD_MODES "intr ^G susp ^E erase ^H kill ^K -iexten -echoe tostop"

/*
 * The shell as ./kernel.  It ends with the kernel's status, or 0 when the
 * kernel was killed, which is what the case was about.  Then somebody else
 * restores the terminal, and the script makes a file when that is done.
 */
static int
shell(const struct vkt_case *c, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL, 0755);

	(void)c;
	if (fd < 0) {
		snprintf(why, size, "cannot make the shell");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\n"
	    "trap : HUP INT QUIT\n"
	    "stty " ODD_MODES "\n"
	    "stty -a >before\n"
	    "'%s' \"$@\"\n"
	    "status=$?\n"
	    "[ $status -ne 137 ] || until [ -e ended ]; do sleep 0.1; done\n"
	    "stty -a >after\n"
	    "[ $status -le 128 ] || status=0\n"
	    "exit $status\n", getenv("VKERNEL"));
	return (close(fd));
}

static bool
slurp(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return (false);
	n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return (n > 0);
}

/* As it was, and the odd modes are among it. */
static int
restored(const struct vkt_case *c, const struct vkt_result *r, char *why,
    size_t size)
{
	char before[4096], after[4096];

	(void)c;
	(void)r;
	if (!slurp("before", before, sizeof(before)) ||
	    strstr(before, "intr = ^G") == NULL) {
		snprintf(why, size, "the shell could not set the terminal");
		return (1);
	}
	if (!slurp("after", after, sizeof(after)) ||
	    strcmp(before, after) != 0) {
		snprintf(why, size, "the terminal is not as it was: %.150s",
		    after);
		return (1);
	}
	return (0);
}

#define RESTORED(how)							\
	.kernel	= "./kernel",						\
	.args	= { "-p", "pid" },					\
	.image	= "minimal",						\
	.prepare = shell,						\
	.script	= "restore.exp",					\
	.script_args = { how },						\
	.check	= restored

VKT_CASE(restored_after_halt,
    RESTORED("halt"),
    .descr	= "the terminal after halt(8)");

VKT_CASE(restored_after_power_off,
    RESTORED("power-off"),
    .descr	= "the terminal after shutdown -p");

VKT_CASE(restored_after_reboots,
    RESTORED("reboot"),
    .descr	= "the terminal after two reboots and a halt",
    .timeout	= 120);

VKT_CASE(restored_after_sigterm,
    RESTORED("sigterm"),
    .descr	= "the terminal after SIGTERM to the supervisor");

VKT_CASE(restored_after_panic,
    RESTORED("panic"),
    .descr	= "the terminal after a panic",
    .allow	= VKT_ALLOW_DDB | VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC);

VKT_CASE(restored_after_the_debugger,
    RESTORED("debugger"),
    .descr	= "the terminal after the debugger's halt",
    .allow	= VKT_ALLOW_DDB);

VKT_CASE(restored_after_the_kernel_was_killed,
    RESTORED("kill kernel"),
    .descr	= "the terminal after SIGKILL of the kernel process",
    .exit	= VKT_EX_PANIC,
    .match	= { "killed by signal 9" });

VKT_CASE(restored_after_the_supervisor_was_killed,
    RESTORED("kill supervisor"),
    .descr	= "the terminal after SIGKILL of the supervisor: the kernel "
		  "process goes too, and restores it");

VKT_CASE(restored_after_a_bad_option,
    .kernel	= "./kernel",
    .descr	= "the terminal after a refused option",
    .bare	= true,
    .args	= { "-m", "63m" },
    .prepare	= shell,
    .check	= restored,
    .exit	= VKT_EX_USAGE);

VKT_CASE(restored_after_no_root,
    .kernel	= "./kernel",
    .descr	= "the terminal after a panic for want of a root",
    .prepare	= shell,
    .script	= "restore.exp",
    .script_args = { "no root" },
    .check	= restored,
    .allow	= VKT_ALLOW_PANIC | VKT_ALLOW_DDB,
    .exit	= VKT_EX_PANIC);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, restored_after_halt);
	ATF_TP_ADD_TC(tp, restored_after_power_off);
	ATF_TP_ADD_TC(tp, restored_after_reboots);
	ATF_TP_ADD_TC(tp, restored_after_sigterm);
	ATF_TP_ADD_TC(tp, restored_after_panic);
	ATF_TP_ADD_TC(tp, restored_after_the_debugger);
	ATF_TP_ADD_TC(tp, restored_after_the_kernel_was_killed);
	ATF_TP_ADD_TC(tp, restored_after_the_supervisor_was_killed);
	ATF_TP_ADD_TC(tp, restored_after_a_bad_option);
	ATF_TP_ADD_TC(tp, restored_after_no_root);
	return (atf_no_error());
}
