/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgbuf.h: the header of the kernel's message buffer.
 */
#ifndef _SYS_MSGBUF_H_
#define _SYS_MSGBUF_H_

#include <sys/types.h>

struct msgbuf {
	unsigned int	msg_magic;
	unsigned int	msg_size;
	unsigned int	msg_bufx;
	unsigned int	msg_bufr;
	char	*msg_ptr;
	unsigned int	msg_bufl;
	unsigned int	msg_unused01;
};

#define MSG_MAGIC	0x63064
#define MSG_OMAGIC	0x63062

#endif /* !_SYS_MSGBUF_H_ */
