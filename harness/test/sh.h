/* SPDX-License-Identifier: BSD-2-Clause */
/* sh.h: cases that are shell commands and the statuses they must end with. */
#ifndef HARNESS_TEST_SH_H
#define HARNESS_TEST_SH_H

#include <sys/wait.h>

#include <atf-c.h>
#include <stdio.h>
#include <stdlib.h>

/* Run a shell command; its exit status must be want. */
static inline void
sh(int want, const char *command)
{
	int status;

	fprintf(stderr, "%s\n", command);
	status = system(command);
	ATF_REQUIRE(WIFEXITED(status));
	ATF_CHECK_EQ_MSG(want, WEXITSTATUS(status), "%s: status %d", command,
	    WEXITSTATUS(status));
}

#endif
