/*
 * t_examples.c: vkernel(7), EXAMPLES and CONFIGURATION FILES: who types what is
 * written there gets what is promised there.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

static int
steps(const struct vkt_case *c, char *why, size_t n)
{
	(void)c;
	if (system("O='" VKT_OBJDIR "' '" VKT_CASEDIR "/examples/steps.sh' '"
	    VKT_CASEDIR "/..' >steps.log 2>&1") == 0)
		return (0);
	snprintf(why, n, "steps.sh failed");
	(void)!system("tail -n 20 steps.log >&2");
	return (1);
}

VKT_CASE(steps_of_the_manual,
    .descr	= "directories, world, image, kernel, boot: as written there",
    .bare	= true,
    .kernel	= "./kernel",
    .args	= { "-m", "64m", "-r", "rootimg.01" },
    .prepare	= steps,
    .script	= "steps.exp",
    .allow	= VKT_ALLOW_DDB,
    .needs	= "bmake gdb make",
    .timeout	= 300);

VKT_CASE(console_line_of_ttys,
    .descr	= "getty Pc asks for a name, getty al.Pc logs root in",
    .image	= "minimal",
    .repeat	= 2,
    .script	= "getty.exp");

VKT_CASE(rc_conf_is_obeyed,
    .descr	= "the machine has the name of /etc/rc.conf",
    .image	= "minimal",
    .repeat	= 2,
    .script	= "rcconf.exp");

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, steps_of_the_manual);
	ATF_TP_ADD_TC(tp, console_line_of_ttys);
	ATF_TP_ADD_TC(tp, rc_conf_is_obeyed);
	return (atf_no_error());
}
