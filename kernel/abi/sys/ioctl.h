/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ioctl.h: ioctl(2) and the commands of files, terminals and sockets.
 */
#ifndef _SYS_IOCTL_H_
#define _SYS_IOCTL_H_

#include <sys/ioccom.h>
#include <sys/filio.h>
#include <sys/sockio.h>
#include <sys/ttycom.h>

#endif /* !_SYS_IOCTL_H_ */
