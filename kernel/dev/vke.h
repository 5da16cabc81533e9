/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vke.h: network interfaces to taps of the host and to switches, vke(4).
 */
#ifndef _DEV_VKE_H_
#define _DEV_VKE_H_

/*
 * Attach what boot_nets asks for.  What cannot be had ends the kernel with
 * HOST_EXIT_NOINPUT.  Context: the first thread, after net_init().
 */
void	vke_init(void);

/* HOST_PEND_NET, on this virtual CPU: take frames, look at links. */
void	vke_intr(void);

#endif /* !_DEV_VKE_H_ */
