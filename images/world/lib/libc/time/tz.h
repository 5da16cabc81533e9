/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tz.h: a time zone as localtime(3) uses it: what a TZif file says (RFC 8536)
 * and a rule as POSIX has it in TZ for the time after.
 */
#ifndef _TZ_H_
#define _TZ_H_

#include <stdbool.h>
#include <stdint.h>

#define TZ_MAX_TIMES	2000
#define TZ_MAX_TYPES	256
#define TZ_MAX_CHARS	512
#define TZ_NAME_MAX	63

/* A local time: seconds east of UTC, summer time or not, and its name. */
struct tz_type {
	int32_t	off;
	bool	dst;
	char	name[TZ_NAME_MAX + 1];
};

/* When a rule changes, in each year. */
struct tz_date {
	char	kind;		/* J, N (day of the year from 0) or M */
	int	day, week, month;
	int32_t	time;		/* seconds after local midnight */
};

struct tz_rule {
	struct tz_type	std, dst;
	bool		has_dst;
	struct tz_date	start, end;	/* of dst */
};

struct tz {
	int		 ntimes, ntypes;
	bool		 has_rule;
	struct tz_rule	 rule;
	int64_t		 time[TZ_MAX_TIMES];
	uint8_t		 type[TZ_MAX_TIMES];
	struct tz_type	 types[TZ_MAX_TYPES];
};

/* Both return false, and *tz is then as it was, or useless to the caller. */
bool	__tz_read(const char *path, struct tz *tz);
bool	__tz_parse(const char *text, struct tz_rule *rule);
/* What a rule says of a time. */
const struct tz_type *__tz_apply(const struct tz_rule *rule, int64_t t);

/* Around every use of the zone; for newlib's strftime(3) too. */
void	__tz_lock(void);
void	__tz_unlock(void);
void	_tzset_unlocked(void);

#endif /* !_TZ_H_ */
