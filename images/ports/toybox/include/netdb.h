/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * netdb.h: declarations for code of toybox that no command taken here calls;
 * the linker drops it.
 */
#ifndef _NETDB_H_
#define _NETDB_H_

#include <sys/socket.h>

#define AI_PASSIVE	0x01
#define AI_NUMERICHOST	0x04
#define NI_NUMERICHOST	0x02
#define NI_NUMERICSERV	0x08
#define NI_MAXHOST	1025
#define NI_MAXSERV	32

struct addrinfo {
	int		 ai_flags, ai_family, ai_socktype, ai_protocol;
	socklen_t	 ai_addrlen;
	char		*ai_canonname;
	struct sockaddr	*ai_addr;
	struct addrinfo	*ai_next;
};
int	getaddrinfo(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);
void	freeaddrinfo(struct addrinfo *);
const char *gai_strerror(int);
int	getnameinfo(const struct sockaddr *, socklen_t, char *, size_t,
	    char *, size_t, int);

#endif
