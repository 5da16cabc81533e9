/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pty.h: see libutil.h.
 */
#ifndef _PTY_H_
#define _PTY_H_

#include <libutil.h>

#endif /* !_PTY_H_ */
