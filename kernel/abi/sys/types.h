/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * types.h: the system's data types.  A type that other headers define too is
 * guarded by _NAME_T_DECLARED.
 */
#ifndef _SYS_TYPES_H_
#define _SYS_TYPES_H_

#include <sys/cdefs.h>
#include <stddef.h>
#include <stdint.h>
#include <machine/endian.h>
#include <machine/stdint.h>

typedef unsigned char		u_char;
typedef unsigned short		u_short;
typedef unsigned int		u_int;
typedef unsigned long		u_long;
typedef unsigned short		ushort;
typedef unsigned int		uint;
typedef unsigned long		ulong;

typedef __uint8_t		u_int8_t;
typedef __uint16_t		u_int16_t;
typedef __uint32_t		u_int32_t;
typedef __uint64_t		u_int64_t;
typedef __uint64_t		u_quad_t;
typedef __int64_t		quad_t;
typedef quad_t			*qaddr_t;
typedef __register_t		register_t;
typedef __u_register_t		u_register_t;

typedef char			*caddr_t;
typedef const char		*c_caddr_t;
typedef __int32_t		daddr_t;	/* disk address */
typedef __uint32_t		u_daddr_t;
typedef __uint32_t		fixpt_t;
typedef __int64_t		segsz_t;	/* size of a VM segment, pages */

#ifndef _BLKCNT_T_DECLARED
typedef __int64_t		blkcnt_t;
#define _BLKCNT_T_DECLARED
#endif
#ifndef _BLKSIZE_T_DECLARED
typedef __int64_t		blksize_t;
#define _BLKSIZE_T_DECLARED
#endif
#ifndef _FSBLKCNT_T_DECLARED
typedef __uint64_t		fsblkcnt_t;
#define _FSBLKCNT_T_DECLARED
#endif
#ifndef _FSFILCNT_T_DECLARED
typedef __uint64_t		fsfilcnt_t;
#define _FSFILCNT_T_DECLARED
#endif
#ifndef _INO_T_DECLARED
typedef __uint64_t		ino_t;
#define _INO_T_DECLARED
#endif
#ifndef _NLINK_T_DECLARED
typedef __uint32_t		nlink_t;
#define _NLINK_T_DECLARED
#endif
#ifndef _DEV_T_DECLARED
typedef __uint32_t		dev_t;
#define _DEV_T_DECLARED
#endif
#ifndef _MODE_T_DECLARED
typedef __uint16_t		mode_t;
#define _MODE_T_DECLARED
#endif
#ifndef _OFF_T_DECLARED
typedef __int64_t		off_t;
#define _OFF_T_DECLARED
#endif
#ifndef _SSIZE_T_DECLARED
typedef __int64_t		ssize_t;
#define _SSIZE_T_DECLARED
#endif
#ifndef _PID_T_DECLARED
typedef __int32_t		pid_t;
#define _PID_T_DECLARED
#endif
#ifndef _LWPID_T_DECLARED
typedef __int32_t		lwpid_t;
#define _LWPID_T_DECLARED
#endif
#ifndef _UID_T_DECLARED
typedef __uint32_t		uid_t;
#define _UID_T_DECLARED
#endif
#ifndef _GID_T_DECLARED
typedef __uint32_t		gid_t;
#define _GID_T_DECLARED
#endif
#ifndef _ID_T_DECLARED
typedef __int64_t		id_t;		/* holds a pid, uid or gid */
#define _ID_T_DECLARED
#endif
#ifndef _KEY_T_DECLARED
typedef long			key_t;
#define _KEY_T_DECLARED
#endif
#ifndef _RLIM_T_DECLARED
typedef __rlim_t		rlim_t;
#define _RLIM_T_DECLARED
#endif
#ifndef _IN_ADDR_T_DECLARED
typedef __uint32_t		in_addr_t;
#define _IN_ADDR_T_DECLARED
#define __machine_in_addr_t_defined
#endif
#ifndef _IN_PORT_T_DECLARED
typedef __uint16_t		in_port_t;
#define _IN_PORT_T_DECLARED
#define __machine_in_port_t_defined
#endif
#ifndef _TIME_T_DECLARED
typedef long			time_t;
#define _TIME_T_DECLARED
#define __time_t_defined
#endif
#ifndef _SUSECONDS_T_DECLARED
typedef long			suseconds_t;
#define _SUSECONDS_T_DECLARED
#endif
#ifndef _USECONDS_T_DECLARED
typedef __uint32_t		useconds_t;
#define _USECONDS_T_DECLARED
#endif
#ifndef _CLOCK_T_DECLARED
typedef unsigned long		clock_t;
#define _CLOCK_T_DECLARED
#define __clock_t_defined
#endif
#ifndef _CLOCKID_T_DECLARED
typedef unsigned long		clockid_t;
#define _CLOCKID_T_DECLARED
#define __clockid_t_defined
#endif
#ifndef _TIMER_T_DECLARED
typedef __timer_t		timer_t;
#define _TIMER_T_DECLARED
#define __timer_t_defined
#endif

/*
 * A device number keeps the major in bits 8-15; the minor is the rest, left
 * where it is.
 */
#define major(x)	((int)(((u_int)(x) >> 8) & 0xff))
#define minor(x)	((int)((x) & 0xffff00ff))
#define makedev(x, y)	((dev_t)(((x) << 8) | (y)))

#include <sys/_fd_set.h>
#include <sys/_timeval.h>
#ifndef _KERNEL
#include <sys/_pthreadtypes.h>
#endif

#endif /* !_SYS_TYPES_H_ */
