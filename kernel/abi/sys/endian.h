/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endian.h: byte order conversions of integers in registers and in unaligned
 * memory.
 */
#ifndef _SYS_ENDIAN_H_
#define _SYS_ENDIAN_H_

#include <sys/types.h>

#define bswap16(x)	__bswap16(x)
#define bswap32(x)	__bswap32(x)
#define bswap64(x)	__bswap64(x)

#define htobe16(x)	__bswap16(x)
#define htobe32(x)	__bswap32(x)
#define htobe64(x)	__bswap64(x)
#define htole16(x)	((uint16_t)(x))
#define htole32(x)	((uint32_t)(x))
#define htole64(x)	((uint64_t)(x))
#define be16toh(x)	__bswap16(x)
#define be32toh(x)	__bswap32(x)
#define be64toh(x)	__bswap64(x)
#define le16toh(x)	((uint16_t)(x))
#define le32toh(x)	((uint32_t)(x))
#define le64toh(x)	((uint64_t)(x))

#define __ENDIAN_ACCESS(order, bits)					\
static __inline uint##bits##_t						\
order##bits##dec(const void *__p)					\
{									\
	uint##bits##_t __v;						\
									\
	__builtin_memcpy(&__v, __p, sizeof(__v));			\
	return (order##bits##toh(__v));					\
}									\
									\
static __inline void							\
order##bits##enc(void *__p, uint##bits##_t __u)				\
{									\
	uint##bits##_t __v = hto##order##bits(__u);			\
									\
	__builtin_memcpy(__p, &__v, sizeof(__v));			\
}

__ENDIAN_ACCESS(be, 16)
__ENDIAN_ACCESS(be, 32)
__ENDIAN_ACCESS(be, 64)
__ENDIAN_ACCESS(le, 16)
__ENDIAN_ACCESS(le, 32)
__ENDIAN_ACCESS(le, 64)

#endif /* !_SYS_ENDIAN_H_ */
