/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * in_pcb.h: the lists of sockets of the Internet domain that net.inet.tcp.pcblist,
 * net.inet.udp.pcblist and net.inet.raw.pcblist give: an array of struct
 * xinpcb, each with its own length first.  What DragonFly puts there is the inside
 * of its kernel; this is what a program asks it for.
 */
#ifndef _NETINET_IN_PCB_H_
#define _NETINET_IN_PCB_H_

#include <sys/types.h>
#include <netinet/in.h>

struct xinpcb {
	size_t		xi_len;		/* of this structure */
	int		xi_family;	/* AF_INET, AF_INET6 */
	int		xi_protocol;	/* IPPROTO_* */
	int		xi_type;	/* SOCK_* */
	int		xi_state;	/* TCPS_*; 0 but for TCP */
	uid_t		xi_uid;		/* who made it */
	u_int		xi_options;	/* SO_* */
	union {
		struct sockaddr_in	sin;
		struct sockaddr_in6	sin6;
	}		xi_local, xi_foreign;
	u_int		xi_rcvcc, xi_rcvhiwat;	/* bytes to be read */
	u_int		xi_sndcc, xi_sndhiwat;	/* bytes not acknowledged */
	u_int		xi_qlen, xi_qlimit;	/* of listeners */
	uint64_t	xi_pcb;		/* an identification */
};

/* States of TCP connections, by their numbers in BSD. */
#define TCPS_CLOSED		0
#define TCPS_LISTEN		1
#define TCPS_SYN_SENT		2
#define TCPS_SYN_RECEIVED	3
#define TCPS_ESTABLISHED	4
#define TCPS_CLOSE_WAIT		5
#define TCPS_FIN_WAIT_1		6
#define TCPS_CLOSING		7
#define TCPS_LAST_ACK		8
#define TCPS_FIN_WAIT_2		9
#define TCPS_TIME_WAIT		10

/*
 * net.inet.{ip,icmp,tcp,udp}.stats and net.inet6.ip6.stats: counters, all
 * since the start; what a protocol does not have is 0.
 */
struct netstats {
	uint64_t	ns_in;		/* packets received */
	uint64_t	ns_out;		/* packets sent */
	uint64_t	ns_forwarded;
	uint64_t	ns_dropped;
	uint64_t	ns_badsum;
	uint64_t	ns_badlen;
	uint64_t	ns_nomem;
	uint64_t	ns_noroute;
	uint64_t	ns_noproto;	/* nobody wanted it */
	uint64_t	ns_badopt;
	uint64_t	ns_errors;	/* others */
	uint64_t	ns_fragments_in, ns_fragments_out;
	uint64_t	ns_reassembled, ns_fragfail;
	uint64_t	ns_connects, ns_accepts;	/* TCP */
	uint64_t	ns_failed, ns_resets;
	uint64_t	ns_rexmit;
};

#endif /* !_NETINET_IN_PCB_H_ */
