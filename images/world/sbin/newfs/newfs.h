/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newfs.h: what is to be made, from the command line to mkfs().
 */
#ifndef NEWFS_NEWFS_H
#define NEWFS_NEWFS_H

#include <sys/types.h>
#include <stdbool.h>
#include <stdint.h>

struct params {
	const char *p_name;	/* disk or file */
	int	 p_fd;		/* -1 with -N */
	uint64_t p_size;	/* bytes */
	int32_t	 p_bsize, p_fsize;
	int32_t	 p_minfree;	/* percent */
	int32_t	 p_optim;	/* FS_OPTTIME, FS_OPTSPACE */
	int32_t	 p_density;	/* bytes of data an inode */
	int32_t	 p_fpg;		/* fragments a group at most; 0: as many as go */
	int32_t	 p_maxbpg;	/* blocks of a file in one group; 0: default */
	int32_t	 p_avgfilesize, p_avgfpdir;
	const char *p_label;	/* volume name or NULL */
	bool	 p_quiet;
};

/* Make the filesystem; ends the program when it cannot be. */
void	mkfs(const struct params *);

#endif
