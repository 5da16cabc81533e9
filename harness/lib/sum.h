/*
 * sum.h: SHA-256 (FIPS 180-4) and CRC-32 (ISO 3309).
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef SUM_H
#define SUM_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t	 h[8];
	uint64_t	 bytes;
	uint8_t		 block[64];
};

void	sha256_init(struct sha256 *);
void	sha256_add(struct sha256 *, const void *, size_t);

/* Finish; hex receives 64 digits and a NUL. */
void	sha256_end(struct sha256 *, char hex[65]);

/* Add a file's contents.  Returns 0 or an errno. */
int	sha256_file(struct sha256 *, const char *path);

uint32_t crc32_sum(const void *, size_t);

#endif
