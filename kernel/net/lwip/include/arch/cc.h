/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cc.h: what lwIP wants to know of compiler and platform.
 */
#ifndef _LWIP_ARCH_CC_H_
#define _LWIP_ARCH_CC_H_

#include <stddef.h>
#include <stdint.h>
#include <machine/endian.h>
#include <machine/limits.h>
#include "lib/libkern.h"
#include "sys/kdefs.h"

#define LWIP_NO_STDDEF_H	1
#define LWIP_NO_STDINT_H	1
#define LWIP_NO_INTTYPES_H	1
#define LWIP_NO_LIMITS_H	1
#define LWIP_NO_CTYPE_H		1
#define LWIP_NO_UNISTD_H	1

typedef uint8_t		u8_t;
typedef int8_t		s8_t;
typedef uint16_t	u16_t;
typedef int16_t		s16_t;
typedef uint32_t	u32_t;
typedef int32_t		s32_t;
typedef uintptr_t	mem_ptr_t;

#define X8_F	"02x"
#define U16_F	"u"
#define S16_F	"d"
#define X16_F	"x"
#define U32_F	"u"
#define S32_F	"d"
#define X32_F	"x"
#define SZT_F	"lu"

#ifndef BYTE_ORDER
#define BYTE_ORDER	LITTLE_ENDIAN
#endif
#define lwip_htons(x)	__builtin_bswap16(x)
#define lwip_htonl(x)	__builtin_bswap32(x)
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS	1

#define PACK_STRUCT_STRUCT	__attribute__((packed))
#define PACK_STRUCT_FIELD(x)	x
#define PACK_STRUCT_BEGIN
#define PACK_STRUCT_END

/* lwIP asserts its own invariants; what arrives from outside it drops. */
#define LWIP_PLATFORM_ASSERT(msg)					\
	panic("lwip: %s at %s:%d", (msg), __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(args)	do { } while (0)

/* Memory of the stack, bounded; net/lwip/port.c.  Any context. */
void	*net_malloc(size_t);
void	*net_calloc(size_t n, size_t size);
void	 net_free(void *);

uint32_t net_random(void);
#define LWIP_RAND()		net_random()

/* One's complement sum of len bytes, folded, not inverted. */
uint16_t net_cksum(const void *, int len);
#define LWIP_CHKSUM		net_cksum

/* The little of the C library that lwIP calls beyond string.h. */
#define atoi(s)			((int)strtoq((s), NULL, 10))

#endif /* !_LWIP_ARCH_CC_H_ */
