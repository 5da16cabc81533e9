/*
 * t_gofmt.c: the Go formatter over the whole of its standard library, in the
 * guest and on the host.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

static int
sources_disk(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	if (system(VKT_CASEDIR "/abi/gofmt_prepare.sh " VKT_OBJDIR
	    "/harness/vkt") == 0)
		return (0);
	snprintf(why, size, "cannot make the disk with Go's sources");
	return (-1);
}

VKT_CASE(gofmt_agrees_with_the_host,
    .descr	= "gofmt -l and gofmt over Go's standard library",
    .args	= { "-m", "256m", "-r", "root.img", "-r", "src.img" },
    .image	= "minimal",
    .files	= { "h_gofmt", NULL },
    .needs	= "go gofmt",
    .prepare	= sources_disk,
    .script	= "gofmt.exp",
    .timeout	= 300);

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, gofmt_agrees_with_the_host);
	return (atf_no_error());
}
