/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nchstats.h: how well the name cache does: vfs.cache.nchstats has one of these a
 * processor.
 */
#ifndef _SYS_NCHSTATS_H_
#define _SYS_NCHSTATS_H_

struct nchstats {
	unsigned long	ncs_goodhits;	/* found a file */
	unsigned long	ncs_neghits;	/* found that there is none */
	unsigned long	ncs_badhits;
	unsigned long	ncs_falsehits;
	unsigned long	ncs_miss;	/* the filesystem was asked */
	unsigned long	ncs_longhits;
	unsigned long	ncs_longmiss;
	unsigned long	ncs_unused;
} __attribute__((aligned(64)));

#endif /* !_SYS_NCHSTATS_H_ */
