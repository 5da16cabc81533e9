/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * string.h: for lwIP, which asks for it by this name.
 */
#ifndef _LWIP_STRING_H_
#define _LWIP_STRING_H_

#include "lib/libkern.h"

#endif /* !_LWIP_STRING_H_ */
