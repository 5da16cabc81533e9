/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inetd.h: the services of inetd(8).
 */
#ifndef INETD_H
#define INETD_H

#include <sys/types.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <time.h>

#define MAX_WORDS	20

struct builtin {
	const char	*name;
	int		 type;		/* SOCK_* */
	int		 forks;		/* it takes its time */
	void		(*serve)(int s);
};

struct service {
	LIST_ENTRY(service) link;
	char		*name;		/* of the service, or host:service */
	char		*proto;		/* tcp, tcp4, tcp6, tcp46, udp ... */
	char		*user;		/* name[:group] */
	char		*program;
	char		*argv[MAX_WORDS + 1];
	int		 type;		/* SOCK_STREAM, SOCK_DGRAM */
	int		 wait;		/* the program has the socket alone */
	int		 max_children;	/* 0: no limit */
	int		 max_rate;	/* connections a minute; 0: no limit */
	const struct builtin *builtin;
	int		 fd;		/* -1: not served */
	pid_t		 waiting;	/* the program that has the socket */
	int		 children;
	int		 count;		/* connections since counted */
	time_t		 counted;	/* beginning of this minute */
	time_t		 retry;		/* out of service until then; 0: no */
	int		 seen;		/* by the last reading */
};
LIST_HEAD(services, service);

extern struct services services;
extern int debug;

/* Say it to syslog, and with -d on standard error. */
void	note(int level, const char *fmt, ...) __printflike(2, 3);

/*
 * Read the file anew: services that are still in it and the same go on, others
 * are opened or closed.  -1 when it cannot be opened.
 */
int	config_read(const char *path, const char *address, int rate, int max);

/* Open the service's socket; it is logged when that fails. */
void	service_open(struct service *, const char *address);

/* One that is done by this program itself, or NULL. */
const struct builtin *builtin_find(const char *name, int type);

#endif
