/*
 * case.h: a kernel case as one declaration over atf-c.
 *
 *	VKT_CASE(sigterm_shuts_down_cleanly,
 *	    .descr	= "SIGTERM reaches init; the disk is clean, status 0",
 *	    .image	= "minimal",
 *	    .script	= "sigterm.exp",
 *	    .timeout	= 30);
 *
 *	ATF_TP_ADD_TCS(tp)
 *	{
 *		ATF_TP_ADD_TC(tp, sigterm_shuts_down_cleanly);
 *		return (atf_no_error());
 *	}
 *
 * The kernel runs in the case's work directory.  Unless .bare is set, it is
 * given what .args leave out: -m 64m, -i memimg, -r root.img when there is
 * an image and -r files.img when there are files.  With .repeat the script
 * finds the number of the turn, from 1, in VKT_TURN.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CASE_H
#define CASE_H

#include <atf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "vkt.h"

#define VKT_CASE_ARGS	32
#define VKT_CASE_FILES	16

struct vkt_case {
	const char	*name;		/* set by VKT_CASE */
	const char	*source;	/* set by VKT_CASE */
	const char	*descr;		/* the claim in a sentence */
	const char	*kernel;	/* not the kernel under test but this */
	const char	*args[VKT_CASE_ARGS];	/* the kernel's arguments */
	bool		 bare;		/* .args are all arguments */
	const char	*env[8];	/* host environment, NAME=value */
	const char	*image;		/* images/NAME.manifest, NULL: none */
	int		 label;		/* its disklabel; 0: the manifest's */
	bool		 mbr;		/* put it into an MBR's slice */
	const char	*files[VKT_CASE_FILES];	/* on a second disk, vkd1s0a */
	const char	*script;	/* beside the program's source */
	const char	*script_args[8];
	unsigned	 timeout;	/* seconds; 0: 60 */
	int		 exit;		/* exit status expected */
	enum vkt_verdict verdict;	/* expected */
	const char	*reason;	/* and its reason must match this */
	unsigned	 repeat;	/* boots on the same disks; 0: 1 */
	unsigned	 allow;		/* VKT_ALLOW_* */
	const char	*match[16];	/* extended regular expressions: */
	const char	*nomatch;	/* all of match are shown, not nomatch */
	const char	*needs;		/* programs of the host, by blanks */

	/*
	 * Before the boot, in the work directory, and after it.  0 for
	 * success, else *why becomes the reason of failure.  VKERNEL in the
	 * environment names the kernel under test.
	 */
	int		(*prepare)(const struct vkt_case *, char *why,
			    size_t size);
	int		(*check)(const struct vkt_case *,
			    const struct vkt_result *, char *why, size_t size);
};

/* The three parts of an ATF case. */
void	vkt_case_head(const struct vkt_case *, atf_tc_t *);
void	vkt_case_body(const struct vkt_case *, const atf_tc_t *);
void	vkt_case_cleanup(const struct vkt_case *, const atf_tc_t *);

/*
 * A check for .check: root.img was unmounted in order and the counts of its
 * file system agree.
 */
int	vkt_root_is_clean(const struct vkt_case *, const struct vkt_result *,
	    char *why, size_t size);

/* A setting: config variable name, environment VKT_NAME, else fallback. */
const char *vkt_setting(const atf_tc_t *, const char *name,
	    const char *fallback);

#define VKT_CASE(tc, ...)						\
	static const struct vkt_case vkt_case_##tc = {			\
		.name = #tc, .source = __FILE__, __VA_ARGS__		\
	};								\
	ATF_TC_WITH_CLEANUP(tc);					\
	ATF_TC_HEAD(tc, vkt_tc)						\
	{								\
		vkt_case_head(&vkt_case_##tc, vkt_tc);			\
	}								\
	ATF_TC_BODY(tc, vkt_tc)						\
	{								\
		vkt_case_body(&vkt_case_##tc, vkt_tc);			\
	}								\
	ATF_TC_CLEANUP(tc, vkt_tc)					\
	{								\
		vkt_case_cleanup(&vkt_case_##tc, vkt_tc);		\
	}								\
	struct vkt_case_end_##tc

#endif
