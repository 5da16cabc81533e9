/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket.h: sockets: domains, types, options, messages and control data.
 */
#ifndef _SYS_SOCKET_H_
#define _SYS_SOCKET_H_

#include <sys/types.h>
#include <sys/uio.h>
#include <machine/param.h>

#ifndef _SOCKLEN_T_DECLARED
typedef __socklen_t	socklen_t;
#define _SOCKLEN_T_DECLARED
#endif
#ifndef _SA_FAMILY_T_DECLARED
typedef __sa_family_t	sa_family_t;
#define _SA_FAMILY_T_DECLARED
#endif

#define _SS_MAXSIZE	128
#define _SS_ALIGNSIZE	(sizeof(__int64_t))
#define _SS_PAD1SIZE							\
	(_SS_ALIGNSIZE - sizeof(unsigned char) - sizeof(sa_family_t))
#define _SS_PAD2SIZE	(_SS_MAXSIZE - 2 * _SS_ALIGNSIZE)

struct linger {
	int	l_onoff;
	int	l_linger;
};

struct accept_filter_arg {
	char	af_name[16];
	char	af_arg[240];
};

struct sockaddr {
	__uint8_t	sa_len;
	sa_family_t	sa_family;
	char	sa_data[14];
};

struct sockproto {
	__uint16_t	sp_family;
	__uint16_t	sp_protocol;
};

struct sockaddr_storage {
	__uint8_t	ss_len;
	sa_family_t	ss_family;
	char	__ss_pad1[6];
	__int64_t	__ss_align;
	char	__ss_pad2[112];
};

struct msghdr {
	void	*msg_name;
	socklen_t	msg_namelen;
	struct iovec	*msg_iov;
	int	msg_iovlen;
	void	*msg_control;
	socklen_t	msg_controllen;
	int	msg_flags;
};

struct cmsghdr {
	socklen_t	cmsg_len;
	int	cmsg_level;
	int	cmsg_type;
};

struct cmsgcred {
	pid_t	cmcred_pid;
	uid_t	cmcred_uid;
	uid_t	cmcred_euid;
	gid_t	cmcred_gid;
	short	cmcred_ngroups;
	gid_t	cmcred_groups[16];
};

struct sf_hdtr {
	struct iovec	*headers;
	int	hdr_cnt;
	struct iovec	*trailers;
	int	trl_cnt;
};

#define AF_APPLETALK	0x10
#define AF_ATM		30
#define AF_BLUETOOTH	33
#define AF_CCITT	10
#define AF_CHAOS	5
#define AF_CNT		21
#define AF_COIP		20
#define AF_DATAKIT	9
#define AF_DECnet	12
#define AF_DLI		13
#define AF_E164		26
#define AF_ECMA		8
#define AF_HYLINK	15
#define AF_IEEE80211	35
#define AF_IMPLINK	3
#define AF_INET		2
#define AF_INET6	28
#define AF_IPX		23
#define AF_ISDN		26
#define AF_ISO		7
#define AF_LAT		14
#define AF_LINK		18
#define AF_LOCAL	1
#define AF_MAX		36
#define AF_MPLS		34
#define AF_NATM		29
#define AF_NETBIOS	6
#define AF_NETGRAPH	0x20
#define AF_OSI		7
#define AF_PUP		4
#define AF_ROUTE	17
#define AF_SIP		24
#define AF_SNA		11
#define AF_UNIX		1
#define AF_UNSPEC	0
#define CMGROUP_MAX	0x10
#define MSG_CMSG_CLOEXEC	0x1000
#define MSG_CTRUNC	0x20
#define MSG_DONTROUTE	4
#define MSG_DONTWAIT	0x80
#define MSG_EOF		0x100
#define MSG_EOR		8
#define MSG_NOSIGNAL	0x400
#define MSG_OOB		1
#define MSG_PEEK	2
#define MSG_SYNC	0x800
#define MSG_TRUNC	0x10
#define MSG_WAITALL	0x40
#define NET_MAXID	36
#define NET_RT_DUMP	1
#define NET_RT_FLAGS	2
#define NET_RT_IFLIST	3
#define NET_RT_MAXID	4
#define PF_APPLETALK	0x10
#define PF_ATM		30
#define PF_BLUETOOTH	33
#define PF_CCITT	10
#define PF_CHAOS	5
#define PF_CNT		21
#define PF_COIP		20
#define PF_DATAKIT	9
#define PF_DECnet	12
#define PF_DLI		13
#define PF_ECMA		8
#define PF_HYLINK	15
#define PF_IMPLINK	3
#define PF_INET		2
#define PF_INET6	28
#define PF_IPX		23
#define PF_ISDN		26
#define PF_ISO		7
#define PF_KEY		27
#define PF_LAT		14
#define PF_LINK		18
#define PF_LOCAL	1
#define PF_MAX		36
#define PF_NATM		29
#define PF_NETBIOS	6
#define PF_NETGRAPH	0x20
#define PF_OSI		7
#define PF_PIP		25
#define PF_PUP		4
#define PF_ROUTE	17
#define PF_RTIP		22
#define PF_SIP		24
#define PF_SNA		11
#define PF_UNIX		1
#define PF_UNSPEC	0
#define PF_XTP		19
#define SCM_CREDS	3
#define SCM_RIGHTS	1
#define SCM_TIMESTAMP	2
#define SHUT_RD		0
#define SHUT_RDWR	2
#define SHUT_WR		1
#define SOCK_CLOEXEC	0x10000000
#define SOCK_DGRAM	2
#define SOCK_MAXADDRLEN	255
#define SOCK_NONBLOCK	0x20000000
#define SOCK_RAW	3
#define SOCK_RDM	4
#define SOCK_SEQPACKET	5
#define SOCK_STREAM	1
#define SOL_SOCKET	0xffff
#define SOMAXCONN	0x80
#define SO_ACCEPTCONN	2
#define SO_ACCEPTFILTER	0x1000
#define SO_BROADCAST	0x20
#define SO_CPUHINT	0x1030
#define SO_DEBUG	1
#define SO_DONTROUTE	0x10
#define SO_ERROR	0x1007
#define SO_KEEPALIVE	8
#define SO_LINGER	0x80
#define SO_NOSIGPIPE	0x800
#define SO_OOBINLINE	0x100
#define SO_RCVBUF	0x1002
#define SO_RCVLOWAT	0x1004
#define SO_RCVTIMEO	0x1006
#define SO_RERROR	0x2000
#define SO_REUSEADDR	4
#define SO_REUSEPORT	0x200
#define SO_SNDBUF	0x1001
#define SO_SNDLOWAT	0x1003
#define SO_SNDSPACE	0x100a
#define SO_SNDTIMEO	0x1005
#define SO_TIMESTAMP	0x400
#define SO_TYPE		0x1008
#define SO_USELOOPBACK	0x40

#define pseudo_AF_XTP		19
#define pseudo_AF_RTIP		22
#define pseudo_AF_PIP		25
#define pseudo_AF_KEY		27
#define pseudo_AF_HDRCMPLT	31

#define CMSG_ALIGN(n)		_ALIGN(n)
#define CMSG_DATA(cmsg)							\
	((unsigned char *)(cmsg) + _ALIGN(sizeof(struct cmsghdr)))
#define CMSG_SPACE(l)		(_ALIGN(sizeof(struct cmsghdr)) + _ALIGN(l))
#define CMSG_LEN(l)		(_ALIGN(sizeof(struct cmsghdr)) + (l))
#define CMSG_FIRSTHDR(mhdr)						\
	((mhdr)->msg_controllen >= sizeof(struct cmsghdr) ?		\
	    (struct cmsghdr *)(mhdr)->msg_control : (struct cmsghdr *)0)
#define CMSG_NXTHDR(mhdr, cmsg)						\
	((cmsg) == (void *)0 ? CMSG_FIRSTHDR(mhdr) :			\
	    (char *)(cmsg) + _ALIGN((cmsg)->cmsg_len) +			\
	    _ALIGN(sizeof(struct cmsghdr)) >				\
	    (char *)(mhdr)->msg_control + (mhdr)->msg_controllen ?	\
	    (struct cmsghdr *)0 :					\
	    (struct cmsghdr *)(void *)((char *)(cmsg) +			\
	    _ALIGN((cmsg)->cmsg_len)))

#ifndef _KERNEL
__BEGIN_DECLS
int	accept(int, struct sockaddr *__restrict, socklen_t *__restrict);
int	accept4(int, struct sockaddr *__restrict, socklen_t *__restrict, int);
int	bind(int, const struct sockaddr *, socklen_t);
int	connect(int, const struct sockaddr *, socklen_t);
int	extconnect(int, int, struct sockaddr *, socklen_t);
int	extaccept(int, int, struct sockaddr *, socklen_t *);
int	getpeername(int, struct sockaddr *__restrict, socklen_t *__restrict);
int	getsockname(int, struct sockaddr *__restrict, socklen_t *__restrict);
int	getsockopt(int, int, int, void *__restrict, socklen_t *__restrict);
int	listen(int, int);
ssize_t	recv(int, void *, size_t, int);
ssize_t	recvfrom(int, void *__restrict, size_t, int,
	    struct sockaddr *__restrict, socklen_t *__restrict);
ssize_t	recvmsg(int, struct msghdr *, int);
ssize_t	send(int, const void *, size_t, int);
int	sendfile(int, int, off_t, size_t, struct sf_hdtr *, off_t *, int);
ssize_t	sendmsg(int, const struct msghdr *, int);
ssize_t	sendto(int, const void *, size_t, int, const struct sockaddr *,
	    socklen_t);
int	setsockopt(int, int, int, const void *, socklen_t);
int	shutdown(int, int);
int	sockatmark(int);
int	socket(int, int, int);
int	socketpair(int, int, int, int *);
__END_DECLS
#endif

#endif /* !_SYS_SOCKET_H_ */
