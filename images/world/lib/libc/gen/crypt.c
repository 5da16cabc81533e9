/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crypt.c: crypt(3) of passwords with SHA-512: $6$[rounds=N$]salt$hash.
 * Settings of another form give "*", which no password file entry matches.
 */
#include <sys/types.h>
#include <sys/param.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sha512.h"

#define PREFIX		"$6$"
#define ROUNDS		"rounds="
#define SALT_MAX	16
#define ROUNDS_DEFAULT	5000UL
#define ROUNDS_MIN	1000UL
#define ROUNDS_MAX	999999999UL

static const char itoa64[] =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* Add n bytes made by repeating a digest. */
static void
add_repeated(struct sha512 *c, const unsigned char *digest, size_t n)
{
	for (; n > SHA512_LEN; n -= SHA512_LEN)
		__sha512_update(c, digest, SHA512_LEN);
	__sha512_update(c, digest, n);
}

/* Fill n bytes by repeating a digest. */
static void
fill_repeated(unsigned char *to, const unsigned char *digest, size_t n)
{
	for (; n > SHA512_LEN; n -= SHA512_LEN, to += SHA512_LEN)
		memcpy(to, digest, SHA512_LEN);
	memcpy(to, digest, n);
}

/* The digest that the rounds start from. */
static void
first_digest(unsigned char out[SHA512_LEN], const char *key, size_t klen,
    const char *salt, size_t slen)
{
	struct sha512 a, b;
	unsigned char bsum[SHA512_LEN];

	__sha512_init(&b);
	__sha512_update(&b, key, klen);
	__sha512_update(&b, salt, slen);
	__sha512_update(&b, key, klen);
	__sha512_final(bsum, &b);

	__sha512_init(&a);
	__sha512_update(&a, key, klen);
	__sha512_update(&a, salt, slen);
	add_repeated(&a, bsum, klen);
	for (size_t n = klen; n > 0; n >>= 1) {
		if ((n & 1) != 0)
			__sha512_update(&a, bsum, SHA512_LEN);
		else
			__sha512_update(&a, key, klen);
	}
	__sha512_final(out, &a);
}

/* The rounds, over p (from the key) and s (from the salt). */
static void
stretch(unsigned char sum[SHA512_LEN], const unsigned char *p, size_t klen,
    const unsigned char *s, size_t slen, unsigned long rounds)
{
	struct sha512 c;

	for (unsigned long i = 0; i < rounds; i++) {
		__sha512_init(&c);
		if ((i & 1) != 0)
			__sha512_update(&c, p, klen);
		else
			__sha512_update(&c, sum, SHA512_LEN);
		if (i % 3 != 0)
			__sha512_update(&c, s, slen);
		if (i % 7 != 0)
			__sha512_update(&c, p, klen);
		if ((i & 1) != 0)
			__sha512_update(&c, sum, SHA512_LEN);
		else
			__sha512_update(&c, p, klen);
		__sha512_final(sum, &c);
	}
}

/* 24 bits as n digits, lowest first. */
static char *
put64(char *to, unsigned int v, int n)
{
	while (n-- > 0) {
		*to++ = itoa64[v & 0x3f];
		v >>= 6;
	}
	return (to);
}

/* The digest in text: bytes 21 apart, the order turning with each group. */
static void
encode(char *to, const unsigned char *sum)
{
	unsigned int a = 0, b = 21, c = 42, t;

	for (int i = 0; i < 21; i++) {
		to = put64(to, (unsigned int)sum[a] << 16 |
		    (unsigned int)sum[b] << 8 | sum[c], 4);
		t = a;
		a = b + 1;
		b = c + 1;
		c = t + 1;
	}
	to = put64(to, sum[63], 2);
	*to = '\0';
}

char *
crypt(const char *key, const char *setting)
{
	static char result[sizeof(PREFIX ROUNDS) + 16 + SALT_MAX + 90];
	unsigned char sum[SHA512_LEN], dp[SHA512_LEN], ds[SHA512_LEN];
	unsigned char *p, s[SALT_MAX];
	const char *salt = setting + sizeof(PREFIX) - 1;
	size_t klen = strlen(key), slen;
	unsigned long rounds = ROUNDS_DEFAULT;
	struct sha512 c;
	char *end, *to;
	int custom = 0;

	if (strncmp(setting, PREFIX, sizeof(PREFIX) - 1) != 0 || klen > 1024)
		return (strcpy(result, "*"));
	if (strncmp(salt, ROUNDS, sizeof(ROUNDS) - 1) == 0) {
		rounds = strtoul(salt + sizeof(ROUNDS) - 1, &end, 10);
		if (*end != '$')
			return (strcpy(result, "*"));
		rounds = MAX(ROUNDS_MIN, MIN(rounds, ROUNDS_MAX));
		salt = end + 1;
		custom = 1;
	}
	slen = MIN(strcspn(salt, "$"), SALT_MAX);
	p = malloc(klen + 1);
	if (p == NULL)
		return (NULL);

	first_digest(sum, key, klen, salt, slen);
	__sha512_init(&c);
	for (size_t i = 0; i < klen; i++)
		__sha512_update(&c, key, klen);
	__sha512_final(dp, &c);
	fill_repeated(p, dp, klen);
	__sha512_init(&c);
	for (size_t i = 0; i < 16 + (size_t)sum[0]; i++)
		__sha512_update(&c, salt, slen);
	__sha512_final(ds, &c);
	fill_repeated(s, ds, slen);
	stretch(sum, p, klen, s, slen, rounds);

	to = result + sprintf(result, PREFIX);
	if (custom)
		to += sprintf(to, ROUNDS "%lu$", rounds);
	to += sprintf(to, "%.*s$", (int)slen, salt);
	encode(to, sum);
	explicit_bzero(p, klen);
	explicit_bzero(sum, sizeof(sum));
	explicit_bzero(dp, sizeof(dp));
	free(p);
	return (result);
}
