/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rtprio.h: realtime and idle priorities.
 */
#ifndef _SYS_RTPRIO_H_
#define _SYS_RTPRIO_H_

#include <sys/types.h>

struct rtprio {
	u_short	type;
	u_short	prio;
};

#define RTP_LOOKUP	0
#define RTP_PRIO_FIFO	4
#define RTP_PRIO_IDLE	2
#define RTP_PRIO_MAX	31
#define RTP_PRIO_MIN	0
#define RTP_PRIO_NORMAL	1
#define RTP_PRIO_REALTIME	0
#define RTP_SET		1

#define RTP_PRIO_FIFO_BIT	4
#define RTP_PRIO_THREAD	3

#ifndef _KERNEL
__BEGIN_DECLS
int	rtprio(int, pid_t, struct rtprio *);
__END_DECLS
#endif

#endif /* !_SYS_RTPRIO_H_ */
