/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdio.h: for lwIP, which asks for it by this name; see arch/cc.h.
 */
#ifndef _LWIP_STDIO_H_
#define _LWIP_STDIO_H_

#include <stddef.h>

#endif /* !_LWIP_STDIO_H_ */
