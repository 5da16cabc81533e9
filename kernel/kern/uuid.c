/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uuid.c: uuidgen(2): universally unique identifiers of time and node, version 1
 * of RFC 4122.
 *
 * The node is a random multicast number, made once: interfaces come and go here
 * and their addresses are chosen by whoever starts the kernel.
 */
#include "sys/callout.h"
#include "sys/ksyscall.h"
#include "sys/kmalloc.h"
#include "sys/kuio.h"
#include "sys/lock.h"
#include "dev/memdev.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/uuid.h>

#define UUID_EPOCH	0x01b21dd213814000	/* 1582 to 1970, units of 100 ns */
#define UUID_MANY	2048			/* most of one call */

MALLOC_DEFINE(M_UUID, "uuid", "identifiers on their way out");

static struct spinlock uuid_spin = SPINLOCK_INITIALIZER("uuid", LR_SPINMISC);
static uint64_t uuid_next;		/* [uuid_spin] no earlier time may be used */
static uint8_t uuid_node[_UUID_NODE_LEN];	/* [uuid_spin] 0: not yet made */
static uint16_t uuid_seq;		/* [uuid_spin] */

/*
 * Reserve count units of time: the first of them, the node and the sequence.
 * Times that are given out never repeat, also when the clock is set back: then
 * they run on from where they were.
 */
static uint64_t
reserve(uint64_t count, struct uuid *common)
{
	uint64_t now = (uint64_t)time_wall() / 100 + UUID_EPOCH;

	spin_lock(&uuid_spin);
	if (uuid_node[0] == 0) {
		random_bytes(uuid_node, sizeof(uuid_node));
		uuid_node[0] |= 1;
		random_bytes(&uuid_seq, sizeof(uuid_seq));
	}
	now = K_MAX(now, uuid_next);
	uuid_next = now + count;
	memcpy(common->node, uuid_node, sizeof(common->node));
	common->clock_seq_hi_and_reserved =
	    (uint8_t)((uuid_seq >> 8 & 0x3f) | 0x80);
	common->clock_seq_low = (uint8_t)uuid_seq;
	spin_unlock(&uuid_spin);
	return (now);
}

/* uuidgen(2): EINVAL (none or more than 2048), ENOMEM, EFAULT. */
int
sys_uuidgen(struct lwp *lp, const struct uuidgen_args *uap, int64_t rv[2])
{
	struct uuid *uuids, common;
	uint64_t time;
	size_t n, i;
	int error;

	if (uap->count < 1 || uap->count > UUID_MANY)
		return (EINVAL);
	n = (size_t)uap->count;
	if ((uuids = kmalloc(n * sizeof(*uuids), M_UUID, M_WAITOK)) == NULL)
		return (ENOMEM);
	time = reserve(n, &common);
	for (i = 0; i < n; i++, time++) {
		common.time_low = (uint32_t)time;
		common.time_mid = (uint16_t)(time >> 32);
		common.time_hi_and_version =
		    (uint16_t)((time >> 48 & 0x0fff) | 0x1000);
		uuids[i] = common;
	}
	error = copyout(uuids, uap->store, n * sizeof(*uuids));
	kfree(uuids, M_UUID);
	return (error);
}
