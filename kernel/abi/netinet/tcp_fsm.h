/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcp_fsm.h: states of TCP connections, RFC 793, with the numbers that
 * DragonFly gives them.  A program that wants their names defines TCPSTATES.
 */
#ifndef _NETINET_TCP_FSM_H_
#define _NETINET_TCP_FSM_H_

#define TCPS_TERMINATING	0
#define TCPS_CLOSED		1
#define TCPS_LISTEN		2
#define TCPS_SYN_SENT		3
#define TCPS_SYN_RECEIVED	4
#define TCPS_ESTABLISHED	5
#define TCPS_CLOSE_WAIT		6
#define TCPS_FIN_WAIT_1		7
#define TCPS_CLOSING		8
#define TCPS_LAST_ACK		9
#define TCPS_FIN_WAIT_2		10
#define TCPS_TIME_WAIT		11
#define TCP_NSTATES		12

#define TCPS_HAVERCVDSYN(s)	((s) >= TCPS_SYN_RECEIVED)
#define TCPS_HAVEESTABLISHED(s)	((s) >= TCPS_ESTABLISHED)
#define TCPS_HAVERCVDFIN(s)	((s) >= TCPS_TIME_WAIT)

#ifdef TCPSTATES
static const char *const tcpstates[TCP_NSTATES] = {
	"TERMINATING", "CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD",
	"ESTABLISHED", "CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK",
	"FIN_WAIT_2", "TIME_WAIT",
};
#endif

#endif /* !_NETINET_TCP_FSM_H_ */
