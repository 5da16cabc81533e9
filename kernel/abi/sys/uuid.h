/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uuid.h: universally unique identifiers, DCE layout in host byte order.
 */
#ifndef _SYS_UUID_H_
#define _SYS_UUID_H_

#include <sys/types.h>

#define _UUID_NODE_LEN	6

struct uuid {
	uint32_t	time_low;
	uint16_t	time_mid;
	uint16_t	time_hi_and_version;
	uint8_t		clock_seq_hi_and_reserved;
	uint8_t		clock_seq_low;
	uint8_t		node[_UUID_NODE_LEN];
};
typedef struct uuid	uuid_t;

#ifndef _KERNEL
__BEGIN_DECLS
int	uuidgen(struct uuid *, int);
__END_DECLS
#endif

#endif /* !_SYS_UUID_H_ */
