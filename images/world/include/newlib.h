/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * newlib.h: how newlib is configured here.  Its sources and headers include
 * this first.
 */
#ifndef __NEWLIB_H__
#define __NEWLIB_H__

#include <_newlib_version.h>

#define _WANT_IO_C99_FORMATS		1
#define _WANT_IO_LONG_LONG		1
#define _WANT_IO_LONG_DOUBLE		1
#define _WANT_IO_POS_ARGS		1
#define _MB_CAPABLE			1
#define _MB_LEN_MAX			6
#define _ATEXIT_DYNAMIC_ALLOC		1
#define _HAVE_LONG_DOUBLE		1
#define _HAVE_INITFINI_ARRAY		1
#define HAVE_INITFINI_ARRAY		1
#define _FVWRITE_IN_STREAMIO		1
#define _FSEEK_OPTIMIZATION		1
#define _WIDE_ORIENT			1
#define _UNBUF_STREAM_OPT		1
#define _WANT_USE_LONG_TIME_T		1

/* A struct _reent a thread, found by __getreent(); one set of streams. */
#define __DYNAMIC_REENT__		1
#define _REENT_GLOBAL_ATEXIT		1
#define _WANT_REENT_GLOBAL_STDIO_STREAMS	1
#define _RETARGETABLE_LOCKING		1

#define _READ_WRITE_RETURN_TYPE		_ssize_t
#define _READ_WRITE_BUFSIZE_TYPE	__size_t
#define __TM_GMTOFF			tm_gmtoff
#define __TM_ZONE			tm_zone

#endif /* !__NEWLIB_H__ */
