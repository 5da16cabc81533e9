/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nc.h: what was asked of nc(1).
 */
#ifndef NC_H
#define NC_H

#include <sys/types.h>

struct options {
	int		 family;	/* -4 -6 -U, else AF_UNSPEC */
	int		 udp;		/* -u */
	int		 listen;	/* -l */
	int		 keep;		/* -k: one after the other */
	int		 scan;		/* -z */
	int		 verbose;	/* -v, times */
	int		 numeric;	/* -n */
	int		 debug;		/* -D */
	int		 nostdin;	/* -d */
	int		 halfclose;	/* -N */
	int		 random;	/* -r */
	int		 telnet;	/* -t */
	int		 interval;	/* -i, ms between lines or ports */
	int		 timeout;	/* -w, ms; -1: none */
	int		 limit;		/* -W: packets to receive; 0: all */
	int		 tos;		/* -T; -1: as it is */
	int		 rcvbuf, sndbuf;	/* -I -O; 0: as they are */
	const char	*source;	/* -s */
	const char	*port;		/* -p */
};

extern struct options opt;

/*
 * A socket that is connected to host and port, or for -U to the path host.
 * -1 after a message, if -v asks for it.
 */
int	nc_connect(const char *host, const char *port);

/* One that listens or, for UDP, is bound.  Ends the program when it fails. */
int	nc_listen(const char *host, const char *port);

/* Say who it is, for -v. */
void	nc_report(const char *what, int s, const char *port);

/*
 * Move data between standard input and output and the socket, until both are
 * at their end, or the time of -w has passed in silence.
 */
void	nc_relay(int s);

#endif
