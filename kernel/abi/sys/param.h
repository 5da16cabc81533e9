/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * param.h: parameters of the system.
 */
#ifndef _SYS_PARAM_H_
#define _SYS_PARAM_H_

#include <sys/types.h>
#include <sys/syslimits.h>
#include <sys/errno.h>
#include <sys/time.h>
#include <sys/resource.h>
#include <sys/ucred.h>
#include <sys/signal.h>
#include <machine/limits.h>
#include <machine/param.h>

#define __DragonFly_version	500901
#define BSD		199506

#define BSD4_3		1
#define BSD4_4		1
#define CMASK		18
#define FSHIFT		11
#define MAXBSIZE	0x10000
#define MAXCOMLEN	0x10
#define MAXFRAG		8
#define MAXHOSTNAMELEN	0x100
#define MAXINTERP	0x20
#define MAXLOGNAME	33
#define MAXPATHLEN	0x400
#define MAXSYMLINKS	0x20
#define NBBY		8
#define NBPW		4
#define NOGROUP		0xffff
#define NOMAJ		0x100
#define SPECNAMELEN	63

#define NODEV		((dev_t)-1)
#define NCARGS		ARG_MAX
#define NGROUPS		NGROUPS_MAX
#define NOFILE		OPEN_MAX
#define MAXUPRC		CHILD_MAX
#define NZERO		0
#define FSCALE		(1 << FSHIFT)

#define PRIMASK		0x0ff
#define DEV_BSHIFT	9
#define DEV_BSIZE	(1 << DEV_BSHIFT)
#define btodb(bytes)	((bytes) >> DEV_BSHIFT)
#define dbtob(db)	((off_t)(db) << DEV_BSHIFT)

#define setbit(a, i)	(((unsigned char *)(a))[(i) / NBBY] |= 1 << ((i) % NBBY))
#define clrbit(a, i)							\
	(((unsigned char *)(a))[(i) / NBBY] &= ~(1 << ((i) % NBBY)))
#define isset(a, i)							\
	(((const unsigned char *)(a))[(i) / NBBY] & (1 << ((i) % NBBY)))
#define isclr(a, i)	(!isset(a, i))

#ifndef howmany
#define howmany(x, y)	(((x) + ((y) - 1)) / (y))
#endif
#define nitems(x)	(sizeof(x) / sizeof((x)[0]))
#define rounddown(x, y)	(((x) / (y)) * (y))
#define rounddown2(x, y) ((x) & ~((y) - 1))
#define roundup(x, y)	((((x) + ((y) - 1)) / (y)) * (y))
#define roundup2(x, y)	(((x) + ((y) - 1)) & ~((y) - 1))
#define powerof2(x)	((((x) - 1) & (x)) == 0)
#ifndef _KERNEL
#define MIN(a, b)	((a) < (b) ? (a) : (b))
#define MAX(a, b)	((a) > (b) ? (a) : (b))
#endif

#endif /* !_SYS_PARAM_H_ */
