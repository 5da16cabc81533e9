/*
 * t_gdb.c: vkernel(7), DEBUGGING: gdb on the kernel's process.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

/* gdb as ./kernel: the two lines of the manual, and what the case asks. */
static int
under_gdb(const char *commands, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL, 0755);

	if (fd < 0) {
		snprintf(why, size, "cannot make the shell");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\n"
	    "exec gdb -nx -q -batch -ex 'set startup-with-shell off' "
	    "-ex 'set breakpoint pending on' "
	    "-ex 'handle SIGSEGV noprint' -ex 'handle SIGUSR1 noprint' "
	    "%s -ex 'quit $_exitcode' --args '%s' \"$@\"\n", commands,
	    getenv("VKERNEL"));
	return (close(fd));
}

static int
stop_at_start(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (under_gdb("-ex 'break kern_start' -ex run -ex backtrace "
	    "-ex continue -ex continue", why, size));
}

static int
stop_at_panic(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (under_gdb("-ex 'break panic' -ex run -ex backtrace "
	    "-ex kill -ex 'set $_exitcode = 0'", why, size));
}

/*
 * Two kernels that gdb makes panic where a function begins: before the console
 * is open, and behind that.  gdb that looks at a thread just while the process
 * ends forgets how it ended, and says so: then once more.
 */
static int
early_panics(const struct vkt_case *c, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL, 0755);

	(void)c;
	if (fd < 0) {
		snprintf(why, size, "cannot make the shell");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\n"
	    "for f in vdisk_files_open vm_init; do\n"
	    "for try in 1 2 3 4 5; do\n"
	    "gdb -nx -q -batch -ex 'set startup-with-shell off' "
	    "-ex 'handle SIGSEGV noprint' -ex 'handle SIGUSR1 noprint' "
	    "-ex \"break *$f\" -ex run -ex \"set \\$rdi = (long)\\\"in $f\\\"\" "
	    "-ex 'jump *panic' -ex 'quit $_exitcode' --args '%s' \"$@\" "
	    "</dev/null >log 2>&1\n"
	    "status=$?\n"
	    "grep -q \"^Couldn't get registers\" log || break\n"
	    "done\n"
	    "cat log\n"
	    "grep -q '^  kernel_main+' log && echo $f ends with $status\n"
	    "done\n"
	    "exit %d\n", getenv("VKERNEL"), VKT_EX_PANIC);
	return (close(fd));
}

/* A script of this room as ./kernel; it gets vkt, the kernel and arguments. */
static int
script_as_kernel(const char *script, char *why, size_t size)
{
	int fd = open("kernel", O_WRONLY | O_CREAT | O_EXCL, 0755);

	if (fd < 0) {
		snprintf(why, size, "cannot make the shell");
		return (1);
	}
	dprintf(fd, "#!/bin/sh\nexec expect '%s/debug/%s' "
	    "'%s/harness/vkt' '%s' \"$@\"\n", VKT_CASEDIR, script, VKT_OBJDIR,
	    getenv("VKERNEL"));
	return (close(fd));
}

static int
boot_under_gdb(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (script_as_kernel("bootgdb.exp", why, size));
}

static int
boot_and_keep(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (script_as_kernel("keep.exp", why, size));
}

VKT_CASE(vkt_keeps_what_panicked,
    .descr	= "vkt boot --keep: the debugger, gdb and an end by --end",
    .kernel	= "./kernel",
    .image	= "minimal",
    .needs	= "gdb expect",
    .match	= { "all was there, and nothing is left" },
    .prepare	= boot_and_keep,
    .timeout	= 180);

VKT_CASE(vkt_boots_under_gdb,
    .descr	= "vkt boot --gdb: a breakpoint in a system call, its stack, on",
    .kernel	= "./kernel",
    .image	= "minimal",
    .needs	= "gdb expect",
    .match	= { "gdb has seen it all" },
    .prepare	= boot_under_gdb,
    .timeout	= 180);

VKT_CASE(gdb_attaches_and_lets_go,
    .descr	= "gdb shows the kernel's functions, the guest goes on",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .needs	= "gdb",
    .script	= "gdb.exp",
    .timeout	= 90);

VKT_CASE(gdb_knows_the_guest,
    .descr	= "vkernel.py lists processes, CPUs, locks, messages, and the "
		  "kernel's stack of each LWP",
    .args	= { "-p", "pid" },
    .image	= "minimal",
    .needs	= "gdb",
    .script	= "attach.exp",
    .timeout	= 180);

VKT_CASE(gdb_knows_modules,
    .descr	= "vk-modules: names, lines, stacks and breakpoints of modules, "
		  "which come and go",
    .args	= { "-U", "-p", "pid" },
    .image	= "minimal",
    .files	= { "../modules/mt_dev.ko" },
    .needs	= "gdb",
    .script	= "modules.exp",
    .script_args = { VKT_OBJDIR "/cases/modules/mt_dev" },
    .timeout	= 180);

VKT_CASE(gdb_starts_the_kernel,
    .kernel	= "./kernel",
    .descr	= "started under gdb the kernel stops at a breakpoint, boots, "
		  "reboots, and ends with its status",
    .image	= "minimal",
    .needs	= "gdb",
    .prepare	= stop_at_start,
    .script	= "start.exp",
    .timeout	= 180);

VKT_CASE(gdb_stops_at_a_panic,
    .kernel	= "./kernel",
    .descr	= "break panic, and the backtrace of who panicked",
    .image	= "minimal",
    .needs	= "gdb",
    .prepare	= stop_at_panic,
    .script	= "panic.exp",
    .timeout	= 180);

VKT_CASE(panics_at_the_start_are_told,
    .kernel	= "./kernel",
    .descr	= "a panic before there is a console, or a thread: message, "
		  "backtrace, status 70",
    .bare	= true,
    .args	= { "-m", "64m", "-i", "memimg", "-e",
		    "debug.debugger_on_panic=0" },
    .needs	= "gdb",
    .prepare	= early_panics,
    .allow	= VKT_ALLOW_PANIC,
    .exit	= VKT_EX_PANIC,
    .match	= { "^panic: in vdisk_files_open", "^panic: in vm_init",
		    "^vdisk_files_open ends with 70",
		    "^vm_init ends with 70" },
    .timeout	= 120);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, vkt_boots_under_gdb);
	ATF_TP_ADD_TC(tp, vkt_keeps_what_panicked);
	ATF_TP_ADD_TC(tp, gdb_attaches_and_lets_go);
	ATF_TP_ADD_TC(tp, gdb_knows_the_guest);
	ATF_TP_ADD_TC(tp, gdb_knows_modules);
	ATF_TP_ADD_TC(tp, gdb_starts_the_kernel);
	ATF_TP_ADD_TC(tp, gdb_stops_at_a_panic);
	ATF_TP_ADD_TC(tp, panics_at_the_start_are_told);
	return (atf_no_error());
}
