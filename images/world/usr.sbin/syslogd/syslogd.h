/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslogd.h: what the parts of syslogd(8) share.
 */
#ifndef _SYSLOGD_H_
#define _SYSLOGD_H_

#include <sys/types.h>
#include <stdbool.h>
#include <syslog.h>
#include <time.h>

#define FACILITIES	(LOG_NFACILITIES + 1)	/* and that of marks */
#define MARK		LOG_NFACILITIES
#define TEXT		2048			/* longest message and line */
#define NAME		64
#define SOCKETS		24			/* that are listened to */
#define PATH_KLOG	"/dev/klog"

enum action { TO_FILE, TO_TERMINAL, TO_HOST, TO_USERS, TO_ALL, TO_PIPE };

/* A line of syslog.conf(5): which messages, and where they go. */
struct rule {
	struct rule	*next;
	unsigned char	 levels[FACILITIES];	/* a bit a level */
	char		 programs[NAME * 2];	/* one that matters, "": all */
	bool		 not_programs;
	char		 host[NAME];		/* likewise; "": all */
	bool		 not_host;
	enum action	 action;
	bool		 sync;
	char		 where[256];		/* path, host, users, command */
	int		 fd;			/* file, socket or pipe; -1 */
	pid_t		 child;			/* of a pipe */
	char		 last[TEXT];		/* what was written last, */
	char		 last_host[NAME];	/* from where */
	int		 last_pri;
	int		 repeated;		/* and how often again */
};

/* A message. */
struct message {
	int		 pri;			/* facility and level */
	char		 when[16];		/* Mmm dd hh:mm:ss */
	char		 host[NAME];
	char		 text[TEXT];
};

extern struct rule	*rules;
extern char		 this_host[NAME];
extern bool		 debugging, create_files, keep_repeats;
extern bool		 keep_kern, numeric;
extern int		 verbose, no_network;

/* config.c: read rules; what is wrong with a line becomes a message. */
void	config_read(const char *path);

/*
 * input.c: listen to a socket for programs, which the path is kept of, to the
 * kernel (0, or the error of opening it), to the network.
 */
void	input_local(const char *path);
int	input_klog(void);
void	input_network(void);
bool	input_wait(int ms);		/* true: input_read() has work */
void	input_read(void);
void	input_remove(void);		/* the sockets in the file system */

/* action.c */
void	rule_open(struct rule *);
void	rule_close(struct rule *);
void	rule_write(struct rule *, const struct message *);
void	rule_flush(struct rule *);		/* how often it was repeated */
void	rule_reap(pid_t child, int status);	/* a command has ended */

/* syslogd.c */
void	log_message(const struct message *);
void	log_own(int pri, const char *fmt, ...) __printflike(2, 3);
void	time_stamp(char when[16], time_t);

#endif /* !_SYSLOGD_H_ */
