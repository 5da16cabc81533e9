/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nd6.h: neighbours of IPv6 are the kernel's own affair.
 */
