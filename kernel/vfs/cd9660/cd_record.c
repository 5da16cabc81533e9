/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_record.c: the medium as bytes, directory records and times.
 *
 * All reading of structures goes through cd_read() and cd_record(): they keep to
 * the device and copy, so that no buffer is held while one structure leads to
 * the next.
 */
#include "vfs/cd9660/cd9660.h"

#define REC_MIN		(CD_RECLEN + 1)	/* with a name of one byte */
#define DAY		86400LL
#define ZONE_WEST	(-48)		/* quarters of an hour from Greenwich */
#define ZONE_EAST	52

void
cd_corrupt(struct cdmount *cm, const char *fmt, ...)
{
	char line[160];
	va_list ap;
	int n;

	n = atomic_add(&cm->cm_nmsgs, 1);
	if (n > CD_MAXMSGS) {
		(void)atomic_sub(&cm->cm_nmsgs, 1);
		return;
	}
	va_start(ap, fmt);
	kvsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	kprintf("cd9660: %s: %s%s\n", cm->cm_dev->si_name, line,
	    n == CD_MAXMSGS ? "; no more of these" : "");
}

int
cd_read(struct cdmount *cm, uint64_t at, void *buf, size_t len)
{
	uint8_t *to = buf;
	struct buf *bp;
	size_t in, n;
	int error;

	if (at > cm->cm_bytes || len > cm->cm_bytes - at)
		return (EIO);
	for (; len != 0; len -= n, at += n, to += n) {
		in = (size_t)(at % CD_SECTOR);
		n = K_MIN(len, CD_SECTOR - in);
		error = bread(cm->cm_bc, (int64_t)(at - in), CD_SECTOR, &bp);
		if (error != 0)
			return (error);
		memcpy(to, bp->b_data + in, n);
		brelse(bp);
	}
	return (0);
}

int
cd_record(struct cdmount *cm, uint64_t at, struct cdrec *r)
{
	size_t in = (size_t)(at % CD_SECTOR), left = CD_SECTOR - in, len;
	const uint8_t *p;
	struct buf *bp;
	int error;

	r->r_at = at;
	r->r_d[0] = 0;
	if (at >= cm->cm_bytes) {
		cd_corrupt(cm, "a directory lies behind the end, at %llu",
		    (unsigned long long)at);
		return (EIO);
	}
	error = bread(cm->cm_bc, (int64_t)(at - in), CD_SECTOR, &bp);
	if (error != 0)
		return (error);
	p = bp->b_data + in;
	len = p[0];
	if (len != 0) {
		if (len < REC_MIN || len > left || p[32] == 0 ||
		    CD_RECLEN + p[32] > len)
			error = EIO;
		else
			memcpy(r->r_d, p, len);
	}
	brelse(bp);
	if (error != 0)
		cd_corrupt(cm, "no directory record at %llu",
		    (unsigned long long)at);
	return (error);
}

uint64_t
cd_recnext(const struct cdrec *r)
{
	if (r->r_d[0] == 0)
		return (r->r_at / CD_SECTOR * CD_SECTOR + CD_SECTOR);
	return (r->r_at + r->r_d[0]);
}

/* Days from 1970-01-01 to a day of the Gregorian calendar. */
static int64_t
days(int64_t year, int month, int day)
{
	int64_t era, of_era;

	/* Years begin in March: the odd day is the last. */
	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	return (era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1 -
	    719468);
}

struct cd_clock {
	int	c_year, c_month, c_day, c_hour, c_minute, c_second;
	int	c_zone;			/* quarters of an hour */
};

static void
clock_time(const struct cd_clock *c, struct timespec *ts)
{
	int zone = c->c_zone;

	ts->tv_sec = 0;
	if (c->c_month < 1 || c->c_month > 12 || c->c_day < 1 ||
	    c->c_day > 31 || c->c_hour > 23 || c->c_minute > 59 ||
	    c->c_second > 60) {
		ts->tv_nsec = 0;
		return;
	}
	if (zone < ZONE_WEST || zone > ZONE_EAST)
		zone = 0;
	ts->tv_sec = (time_t)(days(c->c_year, c->c_month, c->c_day) * DAY +
	    c->c_hour * 3600 + c->c_minute * 60 + c->c_second - zone * 900);
}

void
cd_time7(const uint8_t *p, struct timespec *ts)
{
	struct cd_clock c = { 1900 + p[0], p[1], p[2], p[3], p[4], p[5],
	    (int8_t)p[6] };

	ts->tv_nsec = 0;
	clock_time(&c, ts);
}

static int
digits(const uint8_t *p, int n)
{
	int value = 0;

	while (n-- > 0) {
		if (*p < '0' || *p > '9')
			return (0);
		value = value * 10 + (*p++ - '0');
	}
	return (value);
}

void
cd_time17(const uint8_t *p, struct timespec *ts)
{
	struct cd_clock c = { digits(p, 4), digits(p + 4, 2), digits(p + 6, 2),
	    digits(p + 8, 2), digits(p + 10, 2), digits(p + 12, 2),
	    (int8_t)p[16] };

	ts->tv_nsec = digits(p + 14, 2) * 10 * (long)NS_PER_MS;
	clock_time(&c, ts);
}
