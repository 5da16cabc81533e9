/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslog.h: messages to the system log; see sys/syslog.h.
 */
#ifndef _SYSLOG_H_
#define _SYSLOG_H_

#include <sys/syslog.h>

#endif /* !_SYSLOG_H_ */
