/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dirent.h: what getdirentries(2) returns: records padded to 8 bytes; there
 * is no length but that of the name.
 */
#ifndef _SYS_DIRENT_H_
#define _SYS_DIRENT_H_

#include <sys/types.h>

struct dirent {
	ino_t	d_fileno;
	uint16_t	d_namlen;
	uint8_t	d_type;
	uint8_t	d_unused1;
	uint32_t	d_unused2;
	char	d_name[255 + 1];
};

#define DT_BLK		6
#define DT_CHR		2
#define DT_DBF		15
#define DT_DIR		4
#define DT_FIFO		1
#define DT_LNK		10
#define DT_REG		8
#define DT_SOCK		12
#define DT_UNKNOWN	0
#define DT_WHT		14

#define d_ino		d_fileno

#define _DIRENT_MINSIZ(dp)	_DIRENT_RECLEN((dp)->d_namlen)
#define _DIRENT_RECLEN(namlen)						\
	((__offsetof(struct dirent, d_name) + (namlen) + 1 + 7) & ~7UL)
#define _DIRENT_DIRSIZ(dp)	_DIRENT_MINSIZ(dp)
#define _DIRENT_NEXT(dp)						\
	((struct dirent *)((uint8_t *)(dp) + _DIRENT_DIRSIZ(dp)))

#define IFTODT(mode)	(((mode) & 0170000) >> 12)
#define DTTOIF(dtype)	((dtype) << 12)

#endif /* !_SYS_DIRENT_H_ */
