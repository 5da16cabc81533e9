/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netdb.h: names of hosts, services and protocols.
 */
#ifndef _NETDB_H_
#define _NETDB_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>

#define _PATH_HEQUIV		"/etc/hosts.equiv"
#define _PATH_HOSTS		"/etc/hosts"
#define _PATH_NETWORKS		"/etc/networks"
#define _PATH_PROTOCOLS		"/etc/protocols"
#define _PATH_SERVICES		"/etc/services"

struct hostent {
	char	 *h_name;
	char	**h_aliases;
	int	  h_addrtype;
	int	  h_length;
	char	**h_addr_list;
};
#define h_addr		h_addr_list[0]

struct servent {
	char	 *s_name;
	char	**s_aliases;
	int	  s_port;		/* in network byte order */
	char	 *s_proto;
};

struct protoent {
	char	 *p_name;
	char	**p_aliases;
	int	  p_proto;
};

struct addrinfo {
	int		 ai_flags;
	int		 ai_family;
	int		 ai_socktype;
	int		 ai_protocol;
	socklen_t	 ai_addrlen;
	char		*ai_canonname;
	struct sockaddr	*ai_addr;
	struct addrinfo	*ai_next;
};

#define HOST_NOT_FOUND		1
#define TRY_AGAIN		2
#define NO_RECOVERY		3
#define NO_DATA			4
#define NO_ADDRESS		NO_DATA
#define NETDB_INTERNAL		(-1)
#define NETDB_SUCCESS		0

#define EAI_AGAIN		2
#define EAI_BADFLAGS		3
#define EAI_FAIL		4
#define EAI_FAMILY		5
#define EAI_MEMORY		6
#define EAI_NONAME		8
#define EAI_SERVICE		9
#define EAI_SOCKTYPE		10
#define EAI_SYSTEM		11
#define EAI_BADHINTS		12
#define EAI_PROTOCOL		13
#define EAI_OVERFLOW		14
#define EAI_MAX			15

#define AI_PASSIVE		0x00000001
#define AI_CANONNAME		0x00000002
#define AI_NUMERICHOST		0x00000004
#define AI_NUMERICSERV		0x00000008
#define AI_ALL			0x00000100
#define AI_V4MAPPED_CFG		0x00000200
#define AI_ADDRCONFIG		0x00000400
#define AI_V4MAPPED		0x00000800
#define AI_MASK			(AI_PASSIVE | AI_CANONNAME |		\
				 AI_NUMERICHOST | AI_NUMERICSERV |	\
				 AI_ADDRCONFIG | AI_ALL | AI_V4MAPPED)
#define AI_DEFAULT		(AI_V4MAPPED_CFG | AI_ADDRCONFIG)

#define NI_MAXHOST		1025
#define NI_MAXSERV		32
#define NI_NOFQDN		0x00000001
#define NI_NUMERICHOST		0x00000002
#define NI_NAMEREQD		0x00000004
#define NI_NUMERICSERV		0x00000008
#define NI_DGRAM		0x00000010
#define NI_NUMERICSCOPE		0x00000020

__BEGIN_DECLS
int		*__h_errno_location(void);
#define h_errno	(*__h_errno_location())

void		 endprotoent(void);
void		 endservent(void);
void		 freeaddrinfo(struct addrinfo *);
const char	*gai_strerror(int);
int		 getaddrinfo(const char *__restrict, const char *__restrict,
		    const struct addrinfo *__restrict,
		    struct addrinfo **__restrict);
struct hostent	*gethostbyaddr(const void *, socklen_t, int);
struct hostent	*gethostbyname(const char *);
struct hostent	*gethostbyname2(const char *, int);
int		 getnameinfo(const struct sockaddr *__restrict, socklen_t,
		    char *__restrict, size_t, char *__restrict, size_t, int);
struct protoent	*getprotobyname(const char *);
struct protoent	*getprotobynumber(int);
struct protoent	*getprotoent(void);
struct servent	*getservbyname(const char *, const char *);
struct servent	*getservbyport(int, const char *);
struct servent	*getservent(void);
void		 herror(const char *);
const char	*hstrerror(int);
void		 setprotoent(int);
void		 setservent(int);
__END_DECLS

#endif /* !_NETDB_H_ */
