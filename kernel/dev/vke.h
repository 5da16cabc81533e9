/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vke.h: network interfaces to taps of the host and to switches, vke(4).
 */
#ifndef _DEV_VKE_H_
#define _DEV_VKE_H_

/*
 * Get from the host what boot_nets asks for.  What cannot be had ends the kernel
 * with HOST_EXIT_NOINPUT.  Context: the first CPU's boot stack, before there is
 * memory, and after host_ram_open(), whose file addresses are made from.
 */
void	vke_open(void);

/* Attach what vke_open() got.  Context: the first thread, after net_init(). */
void	vke_init(void);

/* HOST_PEND_NET, on this virtual CPU: take frames, look at links. */
void	vke_intr(void);

#endif /* !_DEV_VKE_H_ */
