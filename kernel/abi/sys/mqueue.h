/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mqueue.h: POSIX message queues, mq_open(3).
 */
#ifndef _SYS_MQUEUE_H_
#define _SYS_MQUEUE_H_

#include <sys/types.h>

#define MQ_OPEN_MAX	512	/* descriptors of queues in one process */
#define MQ_PRIO_MAX	32	/* priorities are below this */

typedef int	mqd_t;

struct mq_attr {
	long	mq_flags;	/* O_NONBLOCK */
	long	mq_maxmsg;	/* most messages in the queue */
	long	mq_msgsize;	/* most bytes of a message */
	long	mq_curmsgs;	/* messages in it now */
};

#endif /* !_SYS_MQUEUE_H_ */
