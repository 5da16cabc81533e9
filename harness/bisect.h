/*
 * bisect.h: the search for the commit that broke a case.
 *
 * What became of commits is kept in a log of JSON lines, which is all the
 * memory there is: a search that goes on, or is replayed, asks the log
 * before it builds or runs anything.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BISECT_H
#define BISECT_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/odds.h"
#include "lib/sign.h"

#define SHA_SIZE	65	/* of a commit's or a sum's digits, with NUL */
#define BISECT_LIST	32	/* good commits, paths, arguments: at most */

/* Exit statuses; 0 means that the first bad commit is known. */
#define BISECT_EX_NONE	1	/* it is not, and cannot be */
#define BISECT_EX_SKIP	125	/* --one: git shall take another commit */
#define BISECT_EX_ABORT	128	/* --one: added to what else goes wrong */

/* How one run went. */
struct outcome {
	struct sign	 sign;
	bool		 booted;
	double		 seconds;
};

/* A kernel with its world, by the sum of both. */
struct subject {
	char		 key[SHA_SIZE];
	struct outcome	*runs;
	size_t		 nruns;
};

struct build {
	char		 commit[SHA_SIZE];
	char		 key[SHA_SIZE];
	char		 why[256];	/* it failed; or empty */
};

enum judgement { JUDGED_GOOD, JUDGED_BAD, JUDGED_SKIP };

struct judged {
	char		 commit[SHA_SIZE];
	char		 key[SHA_SIZE];	/* empty when it does not build */
	char		 same[SHA_SIZE];	/* judged by this one's runs */
	enum judgement	 as;
	unsigned	 passed, failed, others;
	double		 miss;		/* good: the chance that it is not */
	char		 why[400];	/* skipped: the reason; else a note */
};

struct bisect {
	/* The question. */
	const char	*repo;		/* top of the checkout asked about */
	const char	*bad;		/* as given, later its full name */
	const char	*good[BISECT_LIST + 1];
	const char	*paths[BISECT_LIST + 1];
	const char	*test;		/* cases/room/t_program:case, or */
	const char	*script;	/* an expect script, with */
	const char	*args[BISECT_LIST + 1];	/* the kernel's arguments */
	const char	*image;		/* script: its manifest's name */
	const char	*command;	/* builds a commit; NULL: bisect-build */
	const char	*kernel;	/* below its objects; NULL: by kernconf */
	const char	*kernconf;
	const char	*signature;	/* expression that failures match */
	regex_t		 expression;	/* of signature */
	bool		 any;		/* every failure counts */
	bool		 first_parent;
	bool		 world;		/* each commit's own world too */

	/* How sure the answer is to be. */
	double		 confidence;	/* percent */
	unsigned	 runs;		/* of a commit; 0: by confidence */
	unsigned	 fails;		/* that make it bad */
	unsigned	 sample;	/* runs of the bad commit */
	unsigned	 timeout;	/* seconds of a script's run */
	unsigned	 build_timeout;

	/* Where. */
	char		*dir;		/* log.jsonl, tree, obj, runs */
	const char	*objdir;	/* the harness, cases and world at work */
	bool		 one, replay;

	/* What is known. */
	int		 log;		/* -1: replay, nothing is written */
	struct build	*builds;
	size_t		 nbuilds;
	struct subject	*subjects;
	size_t		 nsubjects;
	struct judged	*judged;
	size_t		 njudged;
	struct sign	 target;	/* the failure that is looked for */
	bool		 known;		/* target is */
	struct odds	 odds;
	double		 limit;		/* odds_miss() that is good enough */
	size_t		 commits;	/* between good and bad */
	unsigned	 nrun;		/* numbers runs/N */
	char		 present[SHA_SIZE];	/* the commit in obj */
	char		 present_key[SHA_SIZE];
	unsigned	 case_timeout;	/* of the case's program; seconds */
	bool		 case_cleanup;
	char		 why[512];	/* what went wrong, one line */
};

/* Set b->why, return error. */
int	bisect_fail(struct bisect *, int error, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * bisect_git.c.  bisect_git() runs git with a NULL-ended list of arguments,
 * in b->dir/tree with tree, else in b->repo; out receives what it printed.
 * All return 0 or an errno; EINVAL with git's own words in b->why when git
 * refused.
 */
int	bisect_git(struct bisect *, bool tree, struct buf *out, ...)
	    __attribute__((sentinel));
int	git_resolve(struct bisect *, const char *name, char sha[SHA_SIZE]);
int	git_tree_make(struct bisect *);		/* a worktree of our own */
void	git_tree_remove(struct bisect *);
int	git_checkout(struct bisect *, const char *sha);

/* Begin; mark sha, or nothing, and get the next one into next, or first. */
struct search {
	char		 next[SHA_SIZE];	/* empty: finished */
	struct buf	 first;		/* commits that may be it, a line each */
	bool		 fixed;		/* a merge base is bad: no answer */
	unsigned	 left;		/* commits left after this one */
};
int	git_begin(struct bisect *, struct search *);
int	git_mark(struct bisect *, struct search *, const char *sha,
	    enum judgement);

/*
 * bisect_log.c: open b->dir's log, or that of a replay, and remember what it
 * has; ask and tell it.
 */
int	log_open(struct bisect *, const char *replay, bool fresh);
struct build *log_build(struct bisect *, const char *commit);
struct subject *log_subject(struct bisect *, const char *key);
int	log_add_build(struct bisect *, const struct build *, double seconds);
int	log_add_run(struct bisect *, const char *commit, const char *key,
	    const struct outcome *, const char *dir);
int	log_add_judged(struct bisect *, const struct judged *);
int	log_add_end(struct bisect *, const struct search *);

/*
 * bisect_build.c: build a commit into b->dir/obj.  bu->key stays empty, and
 * bu->why tells it, when it cannot be built.  name below b->dir, and the
 * kernel that was built: free(3) them.  The last line of a file, as a reason.
 */
int	run_build(struct bisect *, const char *commit, struct build *bu,
	    double *seconds);
char	*place(const struct bisect *, const char *name);
char	*kernel_path(const struct bisect *);
void	last_line(const char *path, char *why, size_t size);

/*
 * bisect_run.c: is there such a case?  Run it, or the script, once against
 * what was built, with the files in dir.
 */
int	run_prepare(struct bisect *);
int	run_once(struct bisect *, const char *dir, struct outcome *);

/*
 * bisect_judge.c.  judge() judges a commit by as many runs as that takes;
 * judge_bad() looks at the bad one and learns the failure's signature.
 * EAGAIN: a replayed log has no more runs.
 */
int	judge(struct bisect *, const char *commit, struct judged **);
int	judge_bad(struct bisect *, const char *commit, struct judged **);

/*
 * bisect_search.c: names of commits become full ones; how much doubt each
 * step may leave; the whole search, which ends with an answer in s or an
 * error (ERANGE, ENOEXEC: good and bad are not what they are said to be);
 * the commit that is checked out.
 */
int	bisect_resolve(struct bisect *);
int	bisect_share_doubt(struct bisect *);
int	bisect_search(struct bisect *, struct search *s);
int	bisect_one(struct bisect *, enum judgement *);

/* bisect_tell.c: progress on standard error, the report on standard output. */
void	tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	tell_commit(struct bisect *, const char *sha, const char *left);
void	tell_judged(const struct judged *);
void	tell_report(struct bisect *, const struct search *);

#endif
