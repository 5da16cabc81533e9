/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * find.h: what the parts of find(1) share.
 */
#ifndef _FIND_H_
#define _FIND_H_

#include <sys/types.h>
#include <sys/stat.h>
#include <fts.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct node;
typedef bool (*eval_fn)(struct node *, FTSENT *);

/* How a number is compared. */
enum compare { EXACTLY, LESS, MORE };

/* Which time of a file. */
enum which_time { ACCESSED, CHANGED, MODIFIED };

/* Of a command that is given many names at once. */
struct batch {
	char		**names;
	size_t		 n, bytes;
	int		 dir;		/* where it runs; -1: where we began */
};

/* A part of the expression. */
struct node {
	eval_fn		 eval;
	struct node	*a, *b;		/* of operators */
	enum compare	 compare;
	int64_t		 number;
	int64_t		 unit;		/* of sizes and times */
	enum which_time	 time, other;
	struct timespec	 stamp;
	const char	*text;
	int		 flags;
	unsigned long	 set, clear;	/* of file flags */
	mode_t		 mode;
	dev_t		 dev;
	regex_t		 regex;
	char		**argv;		/* of a command */
	bool		 in_dir, ask, plus;
	struct batch	 batch;
	struct node	*next_batch;	/* list of those with plus */
};

struct find_options {
	bool	depth, safe, extended, sorted;
	int	fts;		/* for fts_open(3) */
	long	min_depth, max_depth;	/* -1: any */
};

extern struct find_options	 find;
extern time_t			 now;
extern int			 start_dir, status;
extern struct node		*batches;

/* parse.c: the whole expression; ends the program when it is wrong. */
struct node	*parse(char **argv);

/* Units of times, in seconds. */
#define MINUTE	60
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)

/*
 * primary.c: nodes for primaries, by name, with the arguments that come next;
 * what is wrong with those ends the program.
 */
extern char	**next;		/* what comes now */
extern bool	  acts;		/* something prints or does */

struct node	*node_make(eval_fn eval);
struct node	*node_number(const char *primary, eval_fn eval);
struct node	*node_pattern(const char *primary, eval_fn eval, int flags);
struct node	*node_regex(const char *primary, int flags);
struct node	*node_owner(const char *primary, bool user);
struct node	*node_perm(const char *primary);
struct node	*node_flags(const char *primary);
struct node	*node_size(const char *primary);
struct node	*node_age(const char *primary, enum which_time which,
		    int64_t unit);
enum which_time	 node_which(const char *primary, char c);
struct node	*node_newer(const char *primary, char x, char y);
struct node	*node_samefile(const char *primary);
struct node	*node_type(const char *primary);
struct node	*node_command(const char *primary, bool in_dir, bool ask);
struct node	*node_action(eval_fn eval);

/* eval.c: tests; parse.c names them. */
bool	eval_and(struct node *, FTSENT *);
bool	eval_or(struct node *, FTSENT *);
bool	eval_not(struct node *, FTSENT *);
bool	eval_true(struct node *, FTSENT *);
bool	eval_false(struct node *, FTSENT *);
bool	eval_depth(struct node *, FTSENT *);
bool	eval_empty(struct node *, FTSENT *);
bool	eval_flags(struct node *, FTSENT *);
bool	eval_fstype(struct node *, FTSENT *);
bool	eval_group(struct node *, FTSENT *);
bool	eval_inum(struct node *, FTSENT *);
bool	eval_links(struct node *, FTSENT *);
bool	eval_lname(struct node *, FTSENT *);
bool	eval_name(struct node *, FTSENT *);
bool	eval_newer(struct node *, FTSENT *);
bool	eval_nogroup(struct node *, FTSENT *);
bool	eval_nouser(struct node *, FTSENT *);
bool	eval_path(struct node *, FTSENT *);
bool	eval_perm(struct node *, FTSENT *);
bool	eval_prune(struct node *, FTSENT *);
bool	eval_regex(struct node *, FTSENT *);
bool	eval_samefile(struct node *, FTSENT *);
bool	eval_size(struct node *, FTSENT *);
bool	eval_time(struct node *, FTSENT *);
bool	eval_type(struct node *, FTSENT *);
bool	eval_user(struct node *, FTSENT *);

/* action.c */
bool	eval_delete(struct node *, FTSENT *);
bool	eval_exec(struct node *, FTSENT *);
bool	eval_ls(struct node *, FTSENT *);
bool	eval_print(struct node *, FTSENT *);
bool	eval_print0(struct node *, FTSENT *);
bool	eval_quit(struct node *, FTSENT *);
/* Run the commands that still wait for more names. */
void	batches_flush(void);

extern FTS	*tree;		/* what is walked */

#endif /* !_FIND_H_ */
