/*
 * t_go_std.c: the tests of Go's own standard library, as the stock tool chain
 * makes them for dragonfly/amd64, in the guest, and those of packages by others
 * that stand close to a kernel.  Which tests need not pass, and why, is in
 * go_std.tsv.
 *
 * With VKT_GOSTD=all in the environment (make test GOSTD=all) there are cases
 * for the whole library, compiler included, and for package runtime, whose
 * tests spin on all CPUs for minutes when other cases run beside them; together
 * they take half an hour.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

static int
std_disk(const struct vkt_case *c, char *why, size_t size)
{
	char command[1024];
	size_t i, n;

	n = (size_t)snprintf(command, sizeof(command),
	    VKT_CASEDIR "/abi/go_std_prepare.sh " VKT_OBJDIR
	    "/harness/vkt " VKT_OBJDIR);
	for (i = 0; c->script_args[i] != NULL; i++)
		n += (size_t)snprintf(command + n, sizeof(command) - n, " %s",
		    c->script_args[i]);
	if (system(command) == 0)
		return (0);
	snprintf(why, size, "cannot make the disk with Go's tests");
	return (-1);
}

#define STD(memory, seconds, ...)					\
	.args = { "-m", memory, "-n", "2", "-r", "root.img", "-r",	\
	    "std.img" },						\
	.image = "minimal", .needs = "go", .prepare = std_disk,		\
	.script = "go_std.exp", .script_args = { __VA_ARGS__ },		\
	.timeout = seconds

VKT_CASE(go_std_os, STD("512m", 300, "os"),
    .descr = "package os: files, directories, links, pipes, processes");
VKT_CASE(go_std_os_exec, STD("512m", 300, "os/exec"),
    .descr = "package os/exec: children, their files, ends and contexts");
VKT_CASE(go_std_signals, STD("512m", 300, "os/signal"),
    .descr = "package os/signal: handlers, masks, terminals");
VKT_CASE(go_std_syscall, STD("512m", 300, "syscall", "internal/poll"),
    .descr = "packages syscall and internal/poll: calls, kqueue, deadlines");
VKT_CASE(go_std_time, STD("512m", 300, "time", "context"),
    .descr = "packages time and context: clocks, timers, tickers, zones");
VKT_CASE(go_std_runtime, STD("768m", 600, "runtime"),
    .descr = "package runtime: threads, memory, signals, stacks, profiles");
VKT_CASE(go_std_sync, STD("512m", 300, "sync", "sync/atomic"),
    .descr = "packages sync and sync/atomic: umtx below all of them");
VKT_CASE(go_std_files, STD("512m", 300, "path/filepath", "archive/tar",
    "io/fs", "io/ioutil"),
    .descr = "packages about paths and trees of files");

#define GOX	"golang.org/x/"
VKT_CASE(go_pkgs_system, STD("512m", 300, GOX "sys/unix", GOX "term",
    GOX "crypto/ssh", GOX "crypto/ssh/agent"),
    .descr = "golang.org/x: calls of the system, terminals, ssh");
VKT_CASE(go_pkgs_net, STD("512m", 300, GOX "net/nettest", GOX "net/route",
    GOX "net/bpf", GOX "net/icmp", GOX "net/ipv4", GOX "net/ipv6"),
    .descr = "golang.org/x/net: routes, raw sockets, options of both families");
VKT_CASE(go_pkgs_files, STD("512m", 300, "github.com/fsnotify/fsnotify",
    "go.etcd.io/bbolt"),
    .descr = "watched directories; a data base that maps and locks its file");

/* The whole library in eight parts. */
#define PART(n)	STD("1g", 2400, "-all", #n "/8"), .descr =		\
	"part " #n " of 8 of the standard library, with the tool chain"

VKT_CASE(go_std_all_1, PART(1));
VKT_CASE(go_std_all_2, PART(2));
VKT_CASE(go_std_all_3, PART(3));
VKT_CASE(go_std_all_4, PART(4));
VKT_CASE(go_std_all_5, PART(5));
VKT_CASE(go_std_all_6, PART(6));
VKT_CASE(go_std_all_7, PART(7));
VKT_CASE(go_std_all_8, PART(8));

ATF_TP_ADD_TCS(tp)
{
	const char *which = getenv("VKT_GOSTD");

	ATF_TP_ADD_TC(tp, go_std_os);
	ATF_TP_ADD_TC(tp, go_std_os_exec);
	ATF_TP_ADD_TC(tp, go_std_signals);
	ATF_TP_ADD_TC(tp, go_std_syscall);
	ATF_TP_ADD_TC(tp, go_std_time);
	ATF_TP_ADD_TC(tp, go_std_sync);
	ATF_TP_ADD_TC(tp, go_std_files);
	ATF_TP_ADD_TC(tp, go_pkgs_system);
	ATF_TP_ADD_TC(tp, go_pkgs_net);
	ATF_TP_ADD_TC(tp, go_pkgs_files);
	if (which == NULL || strcmp(which, "all") != 0)
		return (atf_no_error());
	ATF_TP_ADD_TC(tp, go_std_runtime);
	ATF_TP_ADD_TC(tp, go_std_all_1);
	ATF_TP_ADD_TC(tp, go_std_all_2);
	ATF_TP_ADD_TC(tp, go_std_all_3);
	ATF_TP_ADD_TC(tp, go_std_all_4);
	ATF_TP_ADD_TC(tp, go_std_all_5);
	ATF_TP_ADD_TC(tp, go_std_all_6);
	ATF_TP_ADD_TC(tp, go_std_all_7);
	ATF_TP_ADD_TC(tp, go_std_all_8);
	return (atf_no_error());
}
