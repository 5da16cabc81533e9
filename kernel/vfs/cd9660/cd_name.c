/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_name.c: names of files: Rock Ridge's as they are, Joliet's from UCS-2 to
 * UTF-8, plain ones in lower case without the version number.
 *
 * A lookup finds a plain or Joliet file by its number as well (NAME.TXT;1), and
 * a plain one in either case.  Bytes that no name can hold become '_'.
 */
#include "vfs/cd9660/cd9660.h"

#define UTF8_MAX	4		/* bytes of a character */
#define REPLACEMENT	0xfffdu		/* for half a surrogate pair */

static size_t
utf8(uint32_t c, char *to)
{
	if (c < 0x80) {
		to[0] = c == 0 || c == '/' ? '_' : (char)c;
		return (1);
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return (2);
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return (3);
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return (4);
}

/* The character at *pp; n bytes are left, at least two. */
static uint32_t
ucs2(const uint8_t **pp, size_t n)
{
	uint32_t c = cd_be16(*pp), low;

	*pp += 2;
	if (c < 0xd800 || c > 0xdfff)
		return (c);
	if (c < 0xdc00 && n >= 4) {
		low = cd_be16(*pp);
		if (low >= 0xdc00 && low <= 0xdfff) {
			*pp += 2;
			return (0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff)));
		}
	}
	return (REPLACEMENT);
}

/* The identifier as it is on the medium, cut to NAME_MAX bytes. */
static size_t
decode(const struct cdmount *cm, const struct cdrec *r, char *buf)
{
	const uint8_t *p = rec_name(r), *end = p + rec_namelen(r);
	size_t n = 0;

	if ((rec_flags(r) & CDR_ASSOC) != 0)
		buf[n++] = CD_ASSOCCHAR;
	if (cm->cm_names == CD_JOLIET) {
		while (end - p >= 2 && n + UTF8_MAX <= NAME_MAX)
			n += utf8(ucs2(&p, (size_t)(end - p)), buf + n);
		return (n);
	}
	for (; p != end && n < NAME_MAX; p++)
		buf[n++] = *p == 0 || *p == '/' ? '_' : (char)*p;
	return (n);
}

/*
 * How long the name is without ";version", of which *version is set to the
 * number: 0 when there is none.
 */
static size_t
base_of(const char *name, size_t len, bool plain, uint32_t *version)
{
	size_t at = len;
	uint32_t v = 0;

	*version = 0;
	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at == 0 || name[at - 1] != ';')
		return (len);
	for (size_t i = at; i < len; i++)
		v = v < 100000 ? v * 10 + (uint32_t)(name[i] - '0') : v;
	*version = v;
	at--;
	/* A plain name without a suffix keeps its dot before the number. */
	if (plain && at > 1 && name[at - 1] == '.')
		at--;
	return (at);
}

static inline bool
upper(char c)
{
	return (c >= 'A' && c <= 'Z');
}

size_t
cd_name(const struct cdmount *cm, const struct cdrec *r, const struct cdrr *rr,
    char *buf)
{
	bool plain = cm->cm_names != CD_JOLIET;
	uint32_t version;
	size_t len, i;

	if (rr != NULL && (rr->rr_have & RR_NM) != 0) {
		len = 0;
		if ((rec_flags(r) & CDR_ASSOC) != 0)
			buf[len++] = CD_ASSOCCHAR;
		i = K_MIN(rr->rr_namelen, NAME_MAX - len);
		memcpy(buf + len, rr->rr_name, i);
		return (len + i);
	}
	len = decode(cm, r, buf);
	if (!cm->cm_gens || cm->cm_names == CD_RRIP) {
		if ((rec_flags(r) & CDR_DIR) == 0)
			len = base_of(buf, len, plain, &version);
		for (i = 0; plain && i < len; i++)
			if (upper(buf[i]))
				buf[i] = (char)(buf[i] + ('a' - 'A'));
	}
	if (buf[0] == '.' && (len == 1 || (len == 2 && buf[1] == '.')))
		return (0);
	return (len);
}

/* Does the medium's own text stand for what was asked for? */
static bool
text_matches(const char *text, const char *asked, size_t len, bool plain)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != asked[i] && !(plain && upper(text[i]) &&
		    text[i] + ('a' - 'A') == asked[i]))
			return (false);
	return (true);
}

enum cd_match
cd_namecmp(const struct cdmount *cm, const struct cdrec *r,
    const struct cdrr *rr, const char *name, size_t len)
{
	bool plain = cm->cm_names != CD_JOLIET;
	char own[NAME_MAX + 1];
	uint32_t version, wanted;
	size_t n, base;

	if (rr != NULL && (rr->rr_have & RR_NM) != 0)
		return (cd_name(cm, r, rr, own) == len &&
		    memcmp(own, name, len) == 0 ? CD_SAME : CD_OTHER);
	n = decode(cm, r, own);
	if ((rec_flags(r) & CDR_DIR) != 0)
		return (n == len && text_matches(own, name, n, plain) ?
		    CD_SAME : CD_OTHER);
	base = base_of(own, n, plain, &version);
	if (base == len && text_matches(own, name, len, plain))
		return (CD_SAME);
	/* With a number, and the dot that may be before it. */
	if (base_of(name, len, plain, &wanted) == base && wanted == version &&
	    version != 0 && text_matches(own, name, base, plain))
		return (CD_VERSION);
	return (CD_OTHER);
}

bool
cd_samefile(const struct cdmount *cm, const struct cdrec *a,
    const struct cdrec *b)
{
	bool plain = cm->cm_names != CD_JOLIET;
	char na[NAME_MAX + 1], nb[NAME_MAX + 1];
	uint32_t version;
	size_t len;

	if (((rec_flags(a) | rec_flags(b)) & CDR_DIR) != 0)
		return (false);
	len = base_of(na, decode(cm, a, na), plain, &version);
	return (len == base_of(nb, decode(cm, b, nb), plain, &version) &&
	    memcmp(na, nb, len) == 0);
}
