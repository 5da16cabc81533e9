/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syslimits.h: limits of the system: path lengths, argument sizes.
 */
#ifndef _SYS_SYSLIMITS_H_
#define _SYS_SYSLIMITS_H_

#define ARG_MAX		0x40000
#define CHILD_MAX	40
#define IOV_MAX		0x400
#define LINK_MAX	0x7fff
#define MAX_CANON	255
#define MAX_INPUT	255
#define NAME_MAX	255
#define NGROUPS_MAX	0x10
#define OPEN_MAX	0x40
#define PATH_MAX	0x400
#define PIPE_BUF	0x200

#endif /* !_SYS_SYSLIMITS_H_ */
