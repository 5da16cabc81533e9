/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memory.c: what memory the network has, netstat -m.
 */
#include <sys/sysctl.h>
#include <err.h>
#include <stdio.h>

#include "netstat.h"

static long
number(const char *name)
{
	size_t len = sizeof(long);
	long value;

	if (sysctlbyname(name, &value, &len, NULL, 0) == -1)
		err(1, "%s", name);
	return (value);
}

void
show_memory(void)
{
	long used = number("kern.ipc.netmem"), most = number(
	    "kern.ipc.netmem_peak"), limit = number("kern.ipc.maxnetmem");

	printf("%ld/%ld/%ld bytes of packets and connections "
	    "(current/peak/max)\n", used, most, limit);
	printf("%ld Kbytes allocated to network (%ld%% in use)\n",
	    limit / 1024, limit > 0 ? used * 100 / limit : 0);
	printf("%ld requests for memory denied\n",
	    number("kern.ipc.netmem_denied"));
}
