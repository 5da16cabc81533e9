/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msg.h: System V message queues, msgget(2).
 */
#ifndef _SYS_MSG_H_
#define _SYS_MSG_H_

#include <sys/ipc.h>

#define MSG_NOERROR	010000	/* msgrcv: cut a message that is too long */

typedef unsigned long msglen_t;
typedef unsigned long msgqnum_t;

struct msg;

struct msqid_ds {
	struct ipc_perm	msg_perm;
	struct msg	*msg_first;
	struct msg	*msg_last;
	msglen_t	msg_cbytes;	/* bytes in the queue */
	msgqnum_t	msg_qnum;	/* messages in it */
	msglen_t	msg_qbytes;	/* most bytes in it */
	pid_t	msg_lspid;	/* of the last msgsnd */
	pid_t	msg_lrpid;	/* of the last msgrcv */
	time_t	msg_stime;	/* last msgsnd */
	long	msg_pad1;
	time_t	msg_rtime;	/* last msgrcv */
	long	msg_pad2;
	time_t	msg_ctime;	/* last change by msgctl */
	long	msg_pad3;
	long	msg_pad4[4];
};

/* What a program's message looks like. */
struct mymsg {
	long	mtype;		/* above 0 */
	char	mtext[1];
};

/* Limits, kern.ipc.msg*. */
struct msginfo {
	int	msgmax;		/* bytes of a message */
	int	msgmni;		/* queues */
	int	msgmnb;		/* bytes of a queue */
	int	msgtql;		/* messages */
	int	msgssz;		/* bytes of a segment */
	int	msgseg;		/* segments */
};

#ifndef _KERNEL
__BEGIN_DECLS
int	msgctl(int, int, struct msqid_ds *);
int	msgget(key_t, int);
int	msgrcv(int, void *, size_t, long, int);
int	msgsnd(int, const void *, size_t, int);
__END_DECLS
#endif

#endif /* !_SYS_MSG_H_ */
