/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sha512.h: the digest that crypt(3) is made of (FIPS 180-4).
 */
#ifndef _SHA512_H_
#define _SHA512_H_

#include <sys/types.h>

#define SHA512_LEN	64
#define SHA512_BLOCK	128

struct sha512 {
	uint64_t	state[8];
	uint64_t	bytes;
	unsigned char	buf[SHA512_BLOCK];
};

void	__sha512_init(struct sha512 *);
void	__sha512_update(struct sha512 *, const void *, size_t);
void	__sha512_final(unsigned char [SHA512_LEN], struct sha512 *);

#endif /* !_SHA512_H_ */
