# leased.tcl: demand that vke0 has a lease of the case's dnsmasq, and all that
# comes with it.
#
# SPDX-License-Identifier: BSD-2-Clause

proc leased {} {
	gives "ifconfig vke0 inet" 0 {inet 10\.9\.0\.5\d netmask 0xffffff00 broadcast 10\.9\.0\.255}
	gives "route -n get default" 0 {gateway: 10\.9\.0\.1\n}
	gives "cat /etc/resolv.conf" 0 {domain vk\.test\n.*nameserver 10\.9\.0\.1}
	gives "ping -c 2 peer.vk.test" 0 {PING peer.vk.test \(10\.9\.0\.1\).*2 packets received}
	gives "ping -c 1 peer" 0 {PING peer.vk.test|PING peer \(10\.9\.0\.1\)}
	gives "ping -c 1 nosuch.vk.test" 68 {cannot resolve}
}
