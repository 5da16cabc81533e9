/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir.h: directories of UFS on disk: records that never cross a DIRBLKSIZ
 * boundary.
 */
#ifndef _VFS_UFS_DIR_H_
#define _VFS_UFS_DIR_H_

#include <sys/types.h>

#define MAXNAMLEN	255
#define DIRBLKSIZ	512
#define MAXDIRSIZE	0x7fffffff

struct direct {
	uint32_t	d_ino;
	uint16_t	d_reclen;
	uint8_t	d_type;
	uint8_t	d_namlen;
	char	d_name[MAXNAMLEN + 1];
};

struct dirtemplate {
	uint32_t	dot_ino;
	int16_t	dot_reclen;
	uint8_t	dot_type;
	uint8_t	dot_namlen;
	char	dot_name[4];
	uint32_t	dotdot_ino;
	int16_t	dotdot_reclen;
	uint8_t	dotdot_type;
	uint8_t	dotdot_namlen;
	char	dotdot_name[4];
};

struct odirtemplate {
	uint32_t	dot_ino;
	int16_t	dot_reclen;
	uint16_t	dot_namlen;
	char	dot_name[4];
	uint32_t	dotdot_ino;
	int16_t	dotdot_reclen;
	uint16_t	dotdot_namlen;
	char	dotdot_name[4];
};

#define NEWDIRFMT	0
#define OLDDIRFMT	1

#ifndef DT_UNKNOWN
#define DT_UNKNOWN	0
#define DT_FIFO		1
#define DT_CHR		2
#define DT_DIR		4
#define DT_BLK		6
#define DT_REG		8
#define DT_LNK		10
#define DT_SOCK		12
#define DT_WHT		14
#endif

/* The smallest record that holds an entry of this many name bytes. */
#define DIRECTSIZ(namlen)						\
	((__offsetof(struct direct, d_name) + (namlen) + 1 + 3) & ~3UL)
#define DIRSIZ(oldfmt, dp)						\
	((oldfmt) ? DIRECTSIZ((dp)->d_type) : DIRECTSIZ((dp)->d_namlen))

#endif /* !_VFS_UFS_DIR_H_ */
