/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fsck.h: checking and mending UFS1, fsck_ffs(8).
 *
 * Five passes: 1 inodes and the blocks they claim, 2 names, 3 directories
 * that no name leads to, 4 link counts and files without a name, 5 the maps of
 * the groups.  What the passes know is kept in memory: a bit for each
 * fragment, a state and a count for each inode, an entry for each directory.
 *
 * Nothing on the disk is trusted: setup() checks the superblock so that the
 * arithmetic of vfs/ufs/fs.h is safe, and every number is checked before it
 * is followed.  A tree of blocks is left when it shows too many wrong or doubled
 * ones, so that no corruption makes a pass endless.
 */
#ifndef FSCK_FFS_FSCK_H
#define FSCK_FFS_FSCK_H

#include <sys/types.h>
#include <sys/param.h>
#include <sys/stat.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vfs/ufs/dinode.h>
#include <vfs/ufs/dir.h>
#include <vfs/ufs/fs.h>

#ifdef d_ino			/* dirent(5)'s; here it is the disk's record */
#undef d_ino
#endif

/* Exit statuses of fsck(8). */
#define EX_CLEAN	0
#define EX_USAGE_	1
#define EX_REBOOT	4
#define EX_FAILED	8
#define EX_SIGNAL	12

/* What pass 1 found an inode to be, and what became of it. */
enum istate {
	IS_FREE,
	IS_FILE,
	IS_DIR,			/* a directory no name has led to yet */
	IS_DIRFOUND,		/* reached from the root */
	IS_FCLEAR,		/* bad or doubled blocks: to be cleared */
	IS_DCLEAR
};

struct ino {
	uint8_t	 i_state;
	uint8_t	 i_zerolink;	/* link count on disk is 0 */
	int16_t	 i_links;	/* count on disk less the names found */
};

struct dirinfo {
	uint32_t d_ino_;
	uint32_t d_parent;	/* where its name is; 0: none found */
	uint32_t d_dotdot;	/* what its ".." says; 0: missing */
	uint64_t d_size;
};

/* Command line and state, main.c. */
extern bool	preen, yflag, nflag, fflag;
extern long	bflag;		/* -b: superblock at this 512-byte block */
extern const char *fsname;	/* as given */
extern bool	modified, rerun, unfixed;

/* Messages and questions, main.c.  In preen mode a fatal message ends fsck. */
void	pfatal(const char *, ...) __attribute__((format(printf, 1, 2)));
void	pwarn(const char *, ...) __attribute__((format(printf, 1, 2)));
bool	reply(const char *question);	/* what to do: may it be done? */
bool	mend(const char *what);		/* the same; in preen mode yes */
void	finish(int status) __attribute__((noreturn));
void	*xalloc(size_t);		/* zeroed; ends fsck when there is none */

/* io.c: the disk.  Offsets in bytes. */
extern int	fsreadfd, fswritefd;	/* -1: not writable */
extern uint64_t	disksize;
extern struct fs *sb;			/* SBSIZE bytes */
extern bool	sbdirty;
bool	disk_read(void *, size_t, uint64_t off);	/* zeroes when it fails */
void	disk_write(const void *, size_t, uint64_t off);
bool	frag_read(void *, ufs_daddr_t, size_t);
void	frag_write(const void *, ufs_daddr_t, size_t);
bool	disk_open(const char *);	/* false: message given */

/* setup.c */
int	setup(void);			/* 0 go on, 1 clean, -1 give up */
void	sb_write(bool clean);
bool	frag_reserved(ufs_daddr_t);	/* holds a group's own data */
bool	frag_bad(ufs_daddr_t, int nfrags);	/* not for files */

/* inode.c */
extern uint8_t	*blockmap;		/* fragments in use */
extern struct ino *inos;
extern uint32_t	maxino;
extern struct dirinfo *dirs;
extern size_t	ndirs;
struct ufs1_dinode *inode_get(uint32_t);	/* valid until the next call */
void	inode_dirty(void);		/* the one that was got last */
void	inode_flush(void);
void	inode_describe(uint32_t, const char *type);
void	inode_clear(uint32_t, bool ask);
struct dirinfo *dir_find(uint32_t);
void	dir_add(uint32_t, const struct ufs1_dinode *);

/* A file's blocks.  depth 0: data of nfrags fragments at lbn; else indirect. */
enum walk { WALK_ON, WALK_SKIP /* this tree */, WALK_STOP };
typedef enum walk walk_fn(ufs_daddr_t bn, int nfrags, int depth, int64_t lbn,
	    void *arg);
enum walk inode_walk(const struct ufs1_dinode *, walk_fn *, void *arg);
/* Number of its data blocks; 0 for those that have none. */
int64_t	inode_nblocks(const struct ufs1_dinode *);

/* dir.c */
bool	rec_good(const struct direct *, unsigned left);
/*
 * Call fn for each record of directory ino; true from it: the record was changed.
 * Broken pieces are mended first.  fn may be called with d_ino 0.
 */
typedef bool dir_fn(struct direct *, void *arg);
void	dir_scan(uint32_t ino, dir_fn *, void *arg);
bool	dir_addname(uint32_t dir, const char *name, uint32_t ino, uint8_t type);
bool	dir_setdotdot(uint32_t ino, uint32_t parent);
/* Give an orphan a name in /lost+found. */
bool	reconnect(uint32_t ino);

/* alloc.c: what repairs need */
ufs_daddr_t alloc_frags(int nfrags);	/* 0: none */
void	free_frags(ufs_daddr_t, int nfrags);
uint32_t alloc_dir(uint32_t parent, mode_t);	/* 0: none */

/*
 * hot.c: the disk may be mounted, as the root is.  *writer: by somebody who
 * writes, so that what is found may be out of date and nothing is mended.
 */
bool	hot_mounted(const char *dev, bool *writer);
int	hot_reload(void);		/* exit status */

void	pass1(void), pass2(void), pass3(void), pass4(void), pass5(void);

#endif
