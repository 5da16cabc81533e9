/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devicestat.h: what devices did so far, kern.devstat.*: iostat(8), vmstat(8).
 *
 * kern.devstat.all gives a long, the generation of the list, and then a
 * struct devstat for each device.
 */
#ifndef _SYS_DEVICESTAT_H_
#define _SYS_DEVICESTAT_H_

#include <sys/types.h>
#include <sys/time.h>

#define DEVSTAT_NAME_LEN	16
#define DEVSTAT_VERSION		4

typedef enum {
	DEVSTAT_ALL_SUPPORTED	= 0x00,
	DEVSTAT_NO_BLOCKSIZE	= 0x01,
	DEVSTAT_NO_ORDERED_TAGS	= 0x02,
	DEVSTAT_BS_UNAVAILABLE	= 0x04
} devstat_support_flags;

typedef enum {
	DEVSTAT_PRIORITY_MIN	= 0x000,
	DEVSTAT_PRIORITY_OTHER	= 0x020,
	DEVSTAT_PRIORITY_CD	= 0x090,
	DEVSTAT_PRIORITY_DISK	= 0x110,
	DEVSTAT_PRIORITY_ARRAY	= 0x120,
	DEVSTAT_PRIORITY_MAX	= 0xfff
} devstat_priority;

typedef enum {
	DEVSTAT_TYPE_DIRECT	= 0x000,
	DEVSTAT_TYPE_CDROM	= 0x005,
	DEVSTAT_TYPE_MASK	= 0x00f,
	DEVSTAT_TYPE_IF_SCSI	= 0x010,
	DEVSTAT_TYPE_IF_IDE	= 0x020,
	DEVSTAT_TYPE_IF_OTHER	= 0x030,
	DEVSTAT_TYPE_IF_MASK	= 0x0f0,
	DEVSTAT_TYPE_PASS	= 0x100
} devstat_type_flags;

struct devstat {
	struct {
		struct devstat	*stqe_next;
	} dev_links;		/* the kernel's */
	uint32_t	device_number;
	char	device_name[DEVSTAT_NAME_LEN];	/* without the unit */
	int	unit_number;
	uint64_t	bytes_read;
	uint64_t	bytes_written;
	uint64_t	bytes_freed;
	uint64_t	num_reads;
	uint64_t	num_writes;
	uint64_t	num_frees;
	uint64_t	num_other;	/* that moved no data */
	int32_t	busy_count;	/* not finished now */
	uint32_t	block_size;	/* bytes */
	uint64_t	tag_types[3];
	struct timeval	dev_creation_time;	/* all times: since boot */
	struct timeval	busy_time;	/* with something to do, in all */
	struct timeval	start_time;	/* when it was idle last */
	struct timeval	last_comp_time;	/* when something ended last */
	devstat_support_flags	flags;
	devstat_type_flags	device_type;
	devstat_priority	priority;	/* higher ones come first */
};

#endif /* !_SYS_DEVICESTAT_H_ */
