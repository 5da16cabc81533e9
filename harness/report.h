/*
 * report.h: results of finished cases, and the table of promises.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/vkt.h"

/* One line of results. */
struct row {
	struct buf	name;		/* program:case */
	struct buf	reason;
	struct buf	seconds;
	struct buf	artifacts;
	enum vkt_verdict verdict;
};

struct report {
	struct row	*rows;
	size_t		 n;
	unsigned	 count[VKT_NVERDICTS];
};

/* Is it a verdict that somebody must look at? */
bool	 report_is_failure(enum vkt_verdict);

/*
 * Print the table of promises: a file of lines with the fields id, section,
 * promise and cases, separated by tabs, the cases by commas, the first line
 * naming the fields.  With results each case's verdict stands beside it, and
 * each promise holds, fails or was not run (the last result of a case
 * counts).  Ends the program with VKT_EX_NOINPUT when the file cannot be read
 * or is no such table.  Returns how many promises have no case or fail.
 */
unsigned report_coverage(const struct report *, const char *path);

#endif
