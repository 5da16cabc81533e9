/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdlib.h: for lwIP, which asks for it by this name; see arch/cc.h.
 */
#ifndef _LWIP_STDLIB_H_
#define _LWIP_STDLIB_H_

#include <stddef.h>

#endif /* !_LWIP_STDLIB_H_ */
