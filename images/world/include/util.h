/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * util.h: see libutil.h.
 */
#ifndef _UTIL_H_
#define _UTIL_H_

#include <libutil.h>

#endif /* !_UTIL_H_ */
