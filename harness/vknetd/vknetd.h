/*
 * vknetd.h: the parts of vknetd(8).
 *
 * A port is a kernel's connection or the uplink.  One thread, one loop: ports
 * are read in turn, a bounded number of frames each, and never written to
 * when they would block.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VKNETD_H
#define VKNETD_H

#include <sys/queue.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MIN	14
#define FRAME_MAX	16384
#define PORTS_MAX	256

/* A frame that waits, shared by all who wait to send it. */
struct frame {
	unsigned	 refs;
	uint64_t	 due;		/* when it is forwarded, if held: ns */
	uint64_t	 order;		/* among those due at one time */
	struct port	*from;		/* NULL: that port is gone */
	size_t		 len;
	uint8_t		 data[];
};

struct pending {
	STAILQ_ENTRY(pending) link;
	struct frame	*frame;
};

struct counters {
	uint64_t	 in, out;	/* frames */
	uint64_t	 bad;		/* too short, too long, odd source */
	uint64_t	 full;		/* not taken in time by the port */
	uint64_t	 refused;	/* of the uplink: not of our network */
};

struct port {
	LIST_ENTRY(port) link;
	int		 fd;
	bool		 uplink;
	bool		 gone;		/* freed at the end of the turn */
	bool		 blocked;	/* waits for EPOLLOUT */
	unsigned	 number;
	unsigned	 addresses;	/* in the table */
	STAILQ_HEAD(, pending) queue;
	unsigned	 queued;
	struct counters	 count;
};
LIST_HEAD(ports, port);

/* Loss, delay, duplication, reordering, by a seeded generator. */
struct impair {
	double		 loss, duplicate, reorder;	/* 0..1 */
	uint64_t	 delay, jitter;			/* ns */
	uint64_t	 seed;
};

/* options.c: what the command line says; a mistake in it ends the program. */
struct options {
	const char	*socket, *tap, *bridge, *pidfile, *group;
	bool		 monitor, foreground, open;
	in_addr_t	 addr, mask;
	struct impair	 impair;
};
extern struct options opt;
void	 options(int argc, char **argv);

/* vknetd.c */
void	 note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	 die(int status, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3), noreturn));
uint64_t now_ns(void);

/* switch.c: ports, addresses, forwarding. */
extern struct ports ports;
/* epfd watches.  NULL: there are too many.  fd is closed then. */
struct port *port_add(int epfd, int fd, bool uplink);
void	 port_readable(struct port *);	/* take frames */
void	 port_writable(struct port *);	/* send what waits */
void	 port_lost(struct port *);
void	 ports_sweep(void);	/* free those that are gone */
void	 switch_forward(struct frame *);	/* consumed */
void	 switch_report(void);
/* Only this network may go out by the uplink; mask 0: all may. */
void	 switch_secure(in_addr_t network, in_addr_t mask);
struct frame *frame_new(struct port *from, const void *data, size_t len);
void	 frame_drop(struct frame *);

/* impair.c */
void	 impair_init(const struct impair *);
void	 impair_frame(struct frame *);		/* consumed: forwarded or held */
int	 impair_wait(void);	/* ms until one is due; -1: none is held */
void	 impair_run(void);	/* forward those that are due */
void	 impair_forget(const struct port *);
void	 impair_report(void);

/* uplink.c */
/*
 * Open the tap, give it the address, put it into the bridge, bring it up.
 * bridge NULL, addr 0: none.  Ends the program with a message on failure.
 */
int	 uplink_open(const char *tap, const char *bridge, in_addr_t addr,
	    in_addr_t mask);

#endif
