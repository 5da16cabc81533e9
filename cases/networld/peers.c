/*
 * peers.c: see peers.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../vke/nspace.h"
#include "peers.h"

/*
 * Start a command that ends with this process, and wait until its log says
 * that it serves.
 */
static int
peer_start(const char *command, const char *log, const char *ready, char *why,
    size_t size)
{
	char line[200];
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	snprintf(line, sizeof(line), "grep -q '%s' %s 2>/dev/null", ready, log);
	for (int i = 0; i < 300; i++) {
		if (netns_run(line, why, size) == 0)
			return (0);
		if (waitpid(pid, NULL, WNOHANG) == pid)
			break;
		usleep(100000);
	}
	snprintf(why, size, "does not serve: %s", command);
	return (1);
}

int
peers_bridge(const struct vkt_case *c, char *why, size_t size)
{
	(void)c;
	return (netns_enter(why, size) != 0 || netns_run("ip link add br0 "
	    "type bridge; ip addr add 10.9.0.1/24 dev br0; "
	    "ip addr add 2001:db8:9::1/64 dev br0 nodad; ip link set br0 up",
	    why, size) != 0);
}

int
peers_dnsmasq(const struct vkt_case *c, char *why, size_t size)
{
	return (peers_bridge(c, why, size) != 0 || peer_start("exec dnsmasq -k "
	    "-C /dev/null --user=root --group=root --interface=br0 "
	    "--bind-interfaces --pid-file= --no-hosts --no-resolv "
	    "--log-facility=- --log-dhcp "
	    "--dhcp-leasefile=dnsmasq.leases --dhcp-authoritative --no-ping "
	    "--dhcp-range=10.9.0.50,10.9.0.59,255.255.255.0,10m "
	    "--dhcp-option=58,4 --domain=vk.test --local=/vk.test/ "
	    "--address=/peer.vk.test/10.9.0.1 "
	    "--address=/far.vk.test/10.9.7.7 2>dnsmasq.log",
	    "dnsmasq.log", "DHCP, IP range", why, size) != 0);
}
