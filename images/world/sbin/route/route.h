/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * route.h: what route.c and monitor.c share.
 */
#ifndef ROUTE_H
#define ROUTE_H

#include <sys/cdefs.h>

/* The room that an address of n bytes takes in a message. */
#define SA_SPACE(n)	((n) > 0 ? ((size_t)(n) + 7) & ~(size_t)7 : (size_t)8)

/* Tell the messages of the routing socket, for ever. */
void	monitor(void) __dead2;
/* The table of a family, AF_UNSPEC for all, as netstat(1) shows it. */
void	show(int numeric, int family) __dead2;

#endif
