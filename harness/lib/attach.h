/*
 * attach.h: a console that other terminals can reach.
 *
 * Every keeper listens on console.sock in its directory of artifacts.  What
 * a client sends is packets (SOCK_SEQPACKET), the first byte of each an
 * ATTACH_* that says what the others mean; what it gets is the console.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef ATTACH_H
#define ATTACH_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>

#define ATTACH_VIEW	'a'	/* show me the console from its tail on */
#define ATTACH_KEYS	'k'	/* these bytes were typed */
#define ATTACH_SIZE	'w'	/* my terminal's size, a struct winsize */
#define ATTACH_STATE	's'	/* say in one packet how the machine is */
#define ATTACH_END	'e'	/* end the machine; EOF when it is gone */

#define ATTACH_PACKET	2048	/* bytes of a packet at most */

/*
 * Connect to the machine whose artifacts are in dir.  Returns 0 and the
 * socket; ENOENT or ECONNREFUSED when there is none; other errors of
 * open(2), socket(2) and connect(2).
 */
int	attach_connect(const char *dir, int *fdp);

/* Send one packet.  Returns 0 or an errno. */
int	attach_send(int fd, char kind, const void *p, size_t n);

/*
 * End the machine of dir and wait until it is gone, at most 30 seconds.
 * Returns 0, ETIMEDOUT or an error of attach_connect().
 */
int	attach_end(const char *dir);

/*
 * The directories of the machines that this user has, running or kept,
 * each once; strings to free(3).  Returns how many, at most max.
 */
size_t	attach_list(char **dirs, size_t max);

/*
 * The process of dir's machine that runs guests: of those that run the
 * kernel's binary the one with the most threads.  0: none.
 */
pid_t	attach_kernel(const char *dir);

/*
 * What a typed byte becomes, into out; returns its length.  "~." at the
 * start of a line sets *quit, "~~" there is one tilde.  *state begins as 0.
 */
size_t	attach_escape(int *state, char c, char out[2], bool *quit);

#endif
