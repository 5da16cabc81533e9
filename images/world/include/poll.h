/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * poll.h: poll(2); see sys/poll.h.
 */
#ifndef _POLL_H_
#define _POLL_H_

#include <sys/poll.h>

#endif /* !_POLL_H_ */
