/*
 * nspace.h: a network namespace for a case and all that it starts, or a switch.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VKE_NSPACE_H
#define VKE_NSPACE_H

#include <stddef.h>

/*
 * From here on this process and its children live in a network namespace of
 * their own, as its root, lo is up.  Skips the case where the host allows it
 * neither by root's nor by a user's rights.  0, or 1 with the reason in why.
 */
int	netns_enter(char *why, size_t size);

/* Then run shell commands there; the first that fails is the reason. */
int	netns_run(const char *commands, char *why, size_t size);

/*
 * Start the switch of vknetd(8) with these further options, serving ./switch in
 * the work directory, messages to switch.log, pid in switch.pid; it ends with
 * this process.  0, or 1 with the reason in why.
 */
int	switch_start(const char *options, char *why, size_t size);

#endif
