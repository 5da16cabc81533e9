/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf.h: the packet filter, bpf(4): ioctls, what is read from it, and the
 * instructions of its machine.
 */
#ifndef _NET_BPF_H_
#define _NET_BPF_H_

#include <sys/types.h>
#include <sys/ioccom.h>
#include <sys/time.h>
#include <net/if.h>

typedef int32_t		bpf_int32;
typedef u_int32_t	bpf_u_int32;

struct bpf_insn {
	u_short		code;
	u_char		jt;
	u_char		jf;
	bpf_u_int32	k;
};

struct bpf_program {
	u_int		bf_len;
	struct bpf_insn	*bf_insns;
};

struct bpf_stat {
	u_int		bs_recv;
	u_int		bs_drop;
};

struct bpf_version {
	u_short		bv_major;
	u_short		bv_minor;
};

struct bpf_hdr {
	struct timeval	bh_tstamp;
	bpf_u_int32	bh_caplen;
	bpf_u_int32	bh_datalen;
	u_short		bh_hdrlen;
};

struct bpf_dltlist {
	u_int		bfl_len;
	u_int		*bfl_list;
};

#define BIOCGBLEN	_IOR('B', 102, u_int)
#define BIOCSBLEN	_IOWR('B', 102, u_int)
#define BIOCSETF	_IOW('B', 103, struct bpf_program)
#define BIOCFLUSH	_IO('B', 104)
#define BIOCPROMISC	_IO('B', 105)
#define BIOCGDLT	_IOR('B', 106, u_int)
#define BIOCGETIF	_IOR('B', 107, struct ifreq)
#define BIOCSETIF	_IOW('B', 108, struct ifreq)
#define BIOCSRTIMEOUT	_IOW('B', 109, struct timeval)
#define BIOCGRTIMEOUT	_IOR('B', 110, struct timeval)
#define BIOCGSTATS	_IOR('B', 111, struct bpf_stat)
#define BIOCIMMEDIATE	_IOW('B', 112, u_int)
#define BIOCVERSION	_IOR('B', 113, struct bpf_version)
#define BIOCGRSIG	_IOR('B', 114, u_int)
#define BIOCSRSIG	_IOW('B', 115, u_int)
#define BIOCGHDRCMPLT	_IOR('B', 116, u_int)
#define BIOCSHDRCMPLT	_IOW('B', 117, u_int)
#define BIOCGSEESENT	_IOR('B', 118, u_int)
#define BIOCSSEESENT	_IOW('B', 119, u_int)
#define BIOCSDLT	_IOW('B', 120, u_int)
#define BIOCGDLTLIST	_IOWR('B', 121, struct bpf_dltlist)
#define BIOCLOCK	_IO('B', 122)
#define BIOCSETWF	_IOW('B', 123, struct bpf_program)
#define BIOCGFEEDBACK	_IOR('B', 124, u_int)
#define BIOCFEEDBACK	BIOCSFEEDBACK
#define BIOCSFEEDBACK	_IOW('B', 125, u_int)

#define BPF_A		16
#define BPF_ABS		32
#define BPF_ADD		0
#define BPF_ALIGNMENT	8
#define BPF_ALU		4
#define BPF_AND		80
#define BPF_B		16
#define BPF_DEFAULTBUFSIZE	4096
#define BPF_DIV		48
#define BPF_H		8
#define BPF_IMM		0
#define BPF_IND		64
#define BPF_JA		0
#define BPF_JEQ		16
#define BPF_JGE		48
#define BPF_JGT		32
#define BPF_JMP		5
#define BPF_JSET	64
#define BPF_K		0
#define BPF_LD		0
#define BPF_LDX		1
#define BPF_LEN		128
#define BPF_LSH		96
#define BPF_MAJOR_VERSION	1
#define BPF_MAXBUFSIZE	524288
#define BPF_MAXINSNS	512
#define BPF_MAX_CLONES	128
#define BPF_MEM		96
#define BPF_MEMWORDS	16
#define BPF_MINBUFSIZE	32
#define BPF_MINOR_VERSION	1
#define BPF_MISC	7
#define BPF_MOD		144
#define BPF_MSH		160
#define BPF_MUL		32
#define BPF_NEG		128
#define BPF_OR		64
#define BPF_RELEASE	199606
#define BPF_RET		6
#define BPF_RSH		112
#define BPF_ST		2
#define BPF_STX		3
#define BPF_SUB		16
#define BPF_TAX		0
#define BPF_TXA		128
#define BPF_W		0
#define BPF_X		8
#define BPF_XOR		160

#define BPF_WORDALIGN(x)	(((x) + (BPF_ALIGNMENT - 1)) & ~(size_t)(BPF_ALIGNMENT - 1))

#define BPF_CLASS(code)		((code) & 0x07)
#define BPF_SIZE(code)		((code) & 0x18)
#define BPF_MODE(code)		((code) & 0xe0)
#define BPF_OP(code)		((code) & 0xf0)
#define BPF_SRC(code)		((code) & 0x08)
#define BPF_RVAL(code)		((code) & 0x18)
#define BPF_MISCOP(code)	((code) & 0xf8)

#define BPF_STMT(code, k)	{ (u_short)(code), 0, 0, k }
#define BPF_JUMP(code, k, jt, jf) { (u_short)(code), jt, jf, k }

/* Kinds of link headers. */
#define DLT_NULL	0
#define DLT_EN10MB	1
#define DLT_RAW		12
#define DLT_LOOP	108

#endif /* !_NET_BPF_H_ */
