/*
 * t_trees.c: what other programs wrote on a CD is what the guest reads, to the
 * byte: files, directories, links, devices, names, owners, modes, times.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

static int
prepare(const char *how, char *why, size_t size)
{
	char command[1024];

	snprintf(command, sizeof(command), "%s/vcd/prepare.sh "
	    "%s/cases/vcd/host/cdtree %s >&2", VKT_CASEDIR, VKT_OBJDIR, how);
	if (system(command) == 0)
		return (0);
	snprintf(why, size, "cannot make the images: %s", how);
	return (1);
}

#define PREPARE(how)							\
	static int							\
	prepare_##how(const struct vkt_case *c, char *why, size_t size)	\
	{								\
		(void)c;						\
		return (prepare(#how, why, size));			\
	}								\
	struct prepare_end_##how

PREPARE(xorriso);
PREPARE(makefs);
PREPARE(joliet);
PREPARE(plain);

#define TREE(how, ...)							\
	.image = "minimal", .files = { "h_cdtree" },			\
	.args = { "-r", "root.img", "-c", "cd.iso", "-c", "side.iso" },	\
	.needs = "xorriso makefs", .script = "trees.exp",		\
	.script_args = { __VA_ARGS__ }, .timeout = 240,			\
	.prepare = prepare_##how

VKT_CASE(xorriso_rock_ridge,
    TREE(xorriso, "rrip", "ro", "nojoliet", "gens"),
    .descr	= "Rock Ridge by xorriso: a tree of hundreds of files, deep");

VKT_CASE(makefs_rock_ridge,
    TREE(makefs, "rrip", "ro"),
    .descr	= "Rock Ridge by makefs, moved directories without a mark");

VKT_CASE(joliet_names,
    TREE(joliet, "names", "ro", "norrip"),
    .descr	= "Joliet: Unicode to UTF-8, used without Rock Ridge");

VKT_CASE(plain_names,
    TREE(plain, "names", "norrip,nojoliet"),
    .descr	= "without extensions: lower case and no version numbers");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, xorriso_rock_ridge);
	ATF_TP_ADD_TC(tp, makefs_rock_ridge);
	ATF_TP_ADD_TC(tp, joliet_names);
	ATF_TP_ADD_TC(tp, plain_names);
	return (atf_no_error());
}
