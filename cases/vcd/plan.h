/*
 * plan.h: cases that give a boot several images made by hand and ask
 * something of each.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef PLAN_H
#define PLAN_H

#include <stdio.h>
#include <string.h>

#include "case.h"
#include "iso.h"

/* An image, and a command with what status and output it must have. */
struct plan {
	void		(*make)(struct iso *);
	const char	*options;	/* of the mount */
	const char	*command;	/* NULL: the mount must fail */
	const char	*expect;	/* regexp; of "status output" */
};

/* One field of a line: what would end it is escaped as regexps have it. */
static inline void
plan_field(FILE *fp, const char *text, int end)
{
	for (; *text != '\0'; text++)
		if (*text == '\n')
			fputs("\\n", fp);
		else
			putc(*text, fp);
	putc(end, fp);
}

/* Write bad0.iso, bad1.iso ... and plan.txt for plan.exp. */
static inline int
plan_prepare(const struct plan *p, size_t n, char *why, size_t size)
{
	FILE *fp = fopen("plan.txt", "w");
	struct iso im;
	char name[32];

	for (size_t i = 0; i < n && fp != NULL; i++) {
		snprintf(name, sizeof(name), "bad%zu.iso", i);
		p[i].make(&im);
		if (iso_save(&im, name) != 0) {
			snprintf(why, size, "cannot write %s", name);
			fclose(fp);
			return (1);
		}
		fprintf(fp, "%zu\t", i);
		plan_field(fp, p[i].options != NULL ? p[i].options : "ro", '\t');
		plan_field(fp, p[i].command != NULL ? p[i].command : "", '\t');
		plan_field(fp, p[i].expect, '\n');
	}
	if (fp != NULL && fclose(fp) == 0)
		return (0);
	snprintf(why, size, "cannot write plan.txt");
	return (1);
}

#define CDS8	"-c", "bad0.iso", "-c", "bad1.iso", "-c", "bad2.iso",	\
	"-c", "bad3.iso", "-c", "bad4.iso", "-c", "bad5.iso",		\
	"-c", "bad6.iso", "-c", "bad7.iso"

/* A case of eight images. */
#define PLAN(plan_name, ...)						\
	static int							\
	prepare_##plan_name(const struct vkt_case *c, char *why,	\
	    size_t size)						\
	{								\
		static const struct plan plan[8] = { __VA_ARGS__ };	\
									\
		(void)c;						\
		return (plan_prepare(plan, 8, why, size));		\
	}								\
	struct plan_end_##plan_name

#define WITH(plan_name)							\
	.args = { "-r", "root.img", CDS8 }, .image = "minimal",		\
	.prepare = prepare_##plan_name, .script = "plan.exp",		\
	.timeout = 150

#endif
