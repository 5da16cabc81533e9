/*
 * t_vfs.c: the same claims about names, files and mounts on every filesystem,
 * and storms of changes on two CPUs.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "case.h"

#define TOOL(fs, helper)						\
	.image = "minimal", .files = { "h_names", "h_files", "h_mounts",	\
	"h_storm", "h_force", "h_attr" }, .script = "tool.exp", .timeout = 120,		\
	.script_args = { fs, helper, "90" }

VKT_CASE(names_on_ufs, TOOL("ufs", "h_names"),
    .descr	= "lookup, links, directories, rename, *at on UFS",
    .check	= vkt_root_is_clean);

VKT_CASE(names_on_tmpfs, TOOL("tmpfs", "h_names"),
    .descr	= "lookup, links, directories, rename, *at on tmpfs");

VKT_CASE(names_on_null, TOOL("null", "h_names"),
    .descr	= "lookup, links, directories, rename, *at on a null mount",
    .check	= vkt_root_is_clean);

VKT_CASE(files_on_ufs, TOOL("ufs", "h_files"),
    .descr	= "open, data, attributes, mappings, events on UFS",
    .check	= vkt_root_is_clean);

VKT_CASE(files_on_tmpfs, TOOL("tmpfs", "h_files"),
    .descr	= "open, data, attributes, mappings, events on tmpfs");

VKT_CASE(files_on_null, TOOL("null", "h_files"),
    .descr	= "open, data, attributes, mappings, events on a null mount",
    .check	= vkt_root_is_clean);

VKT_CASE(attributes_on_ufs, TOOL("ufs", "h_attr"),
    .descr	= "who may change what, set-id bits, groups, times on UFS",
    .check	= vkt_root_is_clean);

VKT_CASE(attributes_on_tmpfs, TOOL("tmpfs", "h_attr"),
    .descr	= "who may change what, set-id bits, groups, times on tmpfs");

VKT_CASE(attributes_on_null, TOOL("null", "h_attr"),
    .descr	= "who may change what, set-id bits, groups, times on a null mount",
    .check	= vkt_root_is_clean);

VKT_CASE(mounts, TOOL("ufs", "h_mounts"),
    .descr	= "mount, update, force; tmpfs, null, devfs, procfs, revoke");

VKT_CASE(storm_on_ufs, TOOL("ufs", "h_storm 8"), .args = { "-n", "2" },
    .descr	= "four processes change the same names on UFS",
    .check	= vkt_root_is_clean);

VKT_CASE(storm_on_tmpfs, TOOL("tmpfs", "h_storm 8"), .args = { "-n", "2" },
    .descr	= "four processes change the same names on tmpfs");

VKT_CASE(storm_on_null, TOOL("null", "h_storm 8"), .args = { "-n", "2" },
    .descr	= "four processes change the same names on a null mount",
    .check	= vkt_root_is_clean);

/* A blank disk of 32 MB. */
static int
scratch(const struct vkt_case *c, char *why, size_t n)
{
	int fd = open("scratch.img", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0644);

	(void)c;
	if (fd >= 0 && ftruncate(fd, 32 << 20) == 0 && close(fd) == 0)
		return (0);
	snprintf(why, n, "cannot make scratch.img");
	return (1);
}

VKT_CASE(many_names_in_one_directory,
    .descr	= "many files in one directory: made, found, renamed, removed",
    .args	= { "-r", "root.img", "-r", "files.img", "-r", "scratch.img" },
    .image	= "minimal",
    .files	= { "h_bigdir" },
    .prepare	= scratch,
    .script	= "tool.exp",
    .script_args = { "new", "h_bigdir", "120" },
    .timeout	= 150);

/* With so few vnodes, each lookup makes another one go. */
VKT_CASE(storm_with_few_vnodes,
    .descr	= "the same while vnodes are reclaimed all the time",
    .args	= { "-n", "2" },
    .image	= "minimal",
    .files	= { "h_storm" },
    .script	= "tool.exp",
    .script_args = { "ufs", "h_storm 8", "90",
	"sysctl kern.maxvnodes=80" },
    .timeout	= 120,
    .check	= vkt_root_is_clean);

VKT_CASE(force, TOOL("ufs", "h_force"), .args = { "-n", "2" },
    .descr	= "unmount -f and revoke while all is in use; tmpfs is filled",
    .check	= vkt_root_is_clean);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, names_on_ufs);
	ATF_TP_ADD_TC(tp, names_on_tmpfs);
	ATF_TP_ADD_TC(tp, names_on_null);
	ATF_TP_ADD_TC(tp, files_on_ufs);
	ATF_TP_ADD_TC(tp, files_on_tmpfs);
	ATF_TP_ADD_TC(tp, files_on_null);
	ATF_TP_ADD_TC(tp, attributes_on_ufs);
	ATF_TP_ADD_TC(tp, attributes_on_tmpfs);
	ATF_TP_ADD_TC(tp, attributes_on_null);
	ATF_TP_ADD_TC(tp, mounts);
	ATF_TP_ADD_TC(tp, storm_on_ufs);
	ATF_TP_ADD_TC(tp, storm_on_tmpfs);
	ATF_TP_ADD_TC(tp, storm_on_null);
	ATF_TP_ADD_TC(tp, many_names_in_one_directory);
	ATF_TP_ADD_TC(tp, storm_with_few_vnodes);
	ATF_TP_ADD_TC(tp, force);
	return (atf_no_error());
}
