/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pw.h: what the parts of pw(8) share.
 */
#ifndef _PW_H_
#define _PW_H_

#include <sys/types.h>
#include <stdbool.h>
#include "pwfile.h"

enum mode { ADD, DEL, MOD, SHOW, NEXT, LOCK, UNLOCK };

/* The options; NULL, -1 and false where they were not given. */
struct request {
	enum mode	 mode;
	const char	*etc;		/* -V, /etc */
	const char	*name;		/* -n, or the argument */
	const char	*new_name;	/* -l */
	long		 id;		/* -u, -g of a group */
	const char	*comment, *home, *shell, *class, *expire, *change;
	const char	*group;		/* -g of a user */
	const char	*groups;	/* -G */
	const char	*members;	/* -M: all, */
	const char	*more;		/* -m: those to add, */
	const char	*less;		/* -d: and to take */
	const char	*skeleton;	/* -k */
	const char	*password_how;	/* -w */
	int		 password_fd;	/* -h, -1 none, -2 a minus sign */
	bool		 hashed;	/* -H: what comes is a hash */
	bool		 make_home, remove_home, same_id, all, pretty, old_form;
	bool		 dry, quiet;
};

/* A file of lines, and how they are made. */
struct table {
	struct lines	*lines;
	const char	*name;		/* in messages */
	int		 fields;
	int		 id;		/* the field with the id */
};

/* The text of a field, allocated; a line of other fields ends the program. */
char	*table_get(const struct table *, size_t i, int field);
/* Neither colon nor newline may be in a text. */
void	 table_set(const struct table *, size_t i, int field, const char *text);
void	 table_set_number(const struct table *, size_t i, int field, long);
/* The line with that text in a field, or with that id; -1: there is none. */
long	 table_find(const struct table *, int field, const char *text);
long	 table_find_id(const struct table *, long id);
/* The lowest id for users that nobody has. */
long	 table_next_id(const struct table *);
/* Whether a line is one, and no comment. */
bool	 table_is_entry(const struct table *, size_t i);

/* Each does what is asked for, or ends the program with a message. */
int	user_do(const struct request *);
int	group_do(const struct request *);

/* password.c: what -h, -H and -w say of the password of line i. */
void	set_password(const struct table *, const struct request *, size_t i,
	    const char *name);
/* Seconds since 1970 of a time as -e and -p take it. */
long	parse_time(const char *text);

/* group.c: for users */
long	group_id(const char *etc, const char *name_or_id);
long	group_make(const struct request *, const char *name, long wanted);
void	group_join(const struct request *, const char *user,
	    const char *groups);
void	group_leave(const struct request *, const char *user, bool own_too);
/* A number at most max, or -1. */
long	number(const char *text, long max);
/* Is name in a list divided by commas? */
bool	in_list(const char *list, const char *name);

#endif /* !_PW_H_ */
