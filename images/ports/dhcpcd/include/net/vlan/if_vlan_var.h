/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * if_vlan_var.h: without SIOCGETVLAN, dhcpcd takes no interface for one of a
 * virtual LAN.
 */
