/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ieee80211_ioctl.h: without IEEE80211_IOC_SSID, dhcpcd takes no interface for
 * a wireless one.
 */
