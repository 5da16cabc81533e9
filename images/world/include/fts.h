/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fts.h: walking a file hierarchy.
 */
#ifndef _FTS_H_
#define _FTS_H_

#include <sys/types.h>
#include <sys/stat.h>

typedef struct {
	struct _ftsent	*fts_cur;	/* the entry returned last */
	struct _ftsent	*fts_child;	/* list made by fts_children() */
	struct _ftsent	**fts_array;	/* used to sort */
	dev_t		 fts_dev;	/* device of the root */
	char		*fts_path;	/* path of the current entry */
	int		 fts_rfd;	/* where the walk began */
	size_t		 fts_pathlen;	/* room in fts_path */
	size_t		 fts_nitems;	/* room in fts_array */
	int		(*fts_compar)(const struct _ftsent *const *,
			    const struct _ftsent *const *);
	int		 fts_options;
	void		*fts_clientptr;
} FTS;

#define FTS_COMFOLLOW	0x001	/* follow links given as arguments */
#define FTS_LOGICAL	0x002	/* follow links */
#define FTS_NOCHDIR	0x004	/* stay in the directory */
#define FTS_NOSTAT	0x008	/* stat only what must be */
#define FTS_PHYSICAL	0x010	/* report links */
#define FTS_SEEDOT	0x020	/* report . and .. */
#define FTS_XDEV	0x040	/* stay on the device */
#define FTS_WHITEOUT	0x080
#define FTS_OPTIONMASK	0x0ff
#define FTS_NAMEONLY	0x100
#define FTS_STOP	0x200

typedef struct _ftsent {
	struct _ftsent	*fts_cycle;	/* where a cycle closes */
	struct _ftsent	*fts_parent;
	struct _ftsent	*fts_link;	/* next in the directory */
	long long	 fts_number;	/* the caller's */
	void		*fts_pointer;	/* the caller's */
	char		*fts_accpath;	/* path from where we are */
	char		*fts_path;	/* path from the start */
	int		 fts_errno;
	int		 fts_symfd;	/* way back from a followed link */
	size_t		 fts_pathlen;
	size_t		 fts_namelen;
	ino_t		 fts_ino;
	dev_t		 fts_dev;
	nlink_t		 fts_nlink;
	long		 fts_level;
	int		 fts_info;
	unsigned int	 fts_flags;
	int		 fts_instr;
	struct stat	*fts_statp;
	FTS		*fts_fts;
	char		 fts_name[];
} FTSENT;

#define FTS_ROOTPARENTLEVEL	(-1)
#define FTS_ROOTLEVEL	0

#define FTS_D		1	/* directory, before its entries */
#define FTS_DC		2	/* directory that is its own ancestor */
#define FTS_DEFAULT	3	/* none of the others */
#define FTS_DNR		4	/* unreadable directory */
#define FTS_DOT		5	/* . or .. */
#define FTS_DP		6	/* directory, after its entries */
#define FTS_ERR		7
#define FTS_F		8	/* regular file */
#define FTS_INIT	9
#define FTS_NS		10	/* stat(2) failed */
#define FTS_NSOK	11	/* stat(2) was not wanted */
#define FTS_SL		12	/* symbolic link */
#define FTS_SLNONE	13	/* symbolic link to nothing */
#define FTS_W		14	/* whiteout */

#define FTS_DONTCHDIR	0x01
#define FTS_SYMFOLLOW	0x02
#define FTS_ISW		0x04

#define FTS_AGAIN	1
#define FTS_FOLLOW	2
#define FTS_NOINSTR	3
#define FTS_SKIP	4

__BEGIN_DECLS
FTSENT	*fts_children(FTS *, int);
int	 fts_close(FTS *);
void	*fts_get_clientptr(FTS *);
#define fts_get_clientptr(f)	((f)->fts_clientptr)
FTS	*fts_get_stream(FTSENT *);
#define fts_get_stream(e)	((e)->fts_fts)
FTS	*fts_open(char *const *, int,
	    int (*)(const FTSENT *const *, const FTSENT *const *));
FTSENT	*fts_read(FTS *);
int	 fts_set(FTS *, FTSENT *, int);
void	 fts_set_clientptr(FTS *, void *);
__END_DECLS

#endif /* !_FTS_H_ */
