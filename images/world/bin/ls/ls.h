/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ls.h: what the parts of ls(1) know of each other.
 */
#ifndef LS_H
#define LS_H

#include <sys/types.h>
#include <sys/stat.h>
#include <fts.h>
#include <stdbool.h>
#include <time.h>

/* How names look that have characters which do not print. */
enum escape { RAW, QUESTION, OCTAL, C_STYLE };
enum layout { SINGLE, COLUMNS, ACROSS, LONG, STREAM };
enum which { MTIME, ATIME, CTIME };

/* Set by main() alone. */
struct options {
	enum escape	 escape;
	enum layout	 layout;
	enum which	 time;
	bool		 all, dots;		/* -a: . and .. too; -A */
	bool		 recurse, plain;	/* -R -d */
	bool		 reverse, by_time, by_size, unsorted;
	bool		 inode, blocks, flags, human, numeric, seconds;
	bool		 mark, slash, color;	/* -F -p -G */
	long		 blocksize;		/* in 512 bytes */
	int		 width;			/* of the terminal */
};
extern struct options opt;

/* What is shown together: a directory's entries, or some arguments. */
struct batch {
	FTSENT	**entry;
	size_t	 n;
	bool	 total;		/* say how many blocks they have */
	int64_t	 blocks;
	/* widths of columns */
	int	 w_inode, w_blocks, w_nlink, w_user, w_group, w_flags, w_size;
	int	 w_name;
	bool	 devices;	/* some are devices */
};

/* What is shown of an entry in the long format; hangs at fts_pointer. */
struct detail {
	const char	*user, *group;
	char		*flags, *mem;	/* mem: what user and group point to */
};

time_t	 time_of(const struct stat *);

/* list.c: the entries that are wanted of a list, and their widths. */
void	 batch_make(struct batch *, FTSENT *list, bool total);
void	 batch_free(struct batch *);

/* print.c */
void	 batch_print(const struct batch *);

/* name.c: how many columns a name takes, and it. */
int	 name_width(const char *);
int	 name_print(const char *);
void	 color_begin(mode_t);
void	 color_end(void);
int	 mark_print(mode_t);

#endif
