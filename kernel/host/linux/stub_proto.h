/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stub_proto.h: what the kernel process, the zygote and the stub text agree
 * on: the layout of the stub window and of the words in it.  Included by C and
 * by assembly.
 *
 * The window is the top of a stub's address space, [UXW_BASE, UXW_END):
 *
 *   text      code and tables; read and execute
 *   request   the kernel process tells the mapper what to do; read only
 *   reply     the mapper's answers; guest-writable, so answers carry a MAC
 *   slots     one per vCPU: control block, gate frame and alternate signal
 *             stack of the guest thread of that vCPU; guest-writable
 *
 * Invariant: nothing read from the reply page or from a slot is believed
 * without a check; the worst that a guest gains by writing there is its own
 * end.
 */
#ifndef LINUX_STUB_PROTO_H
#define LINUX_STUB_PROTO_H

#define UXW_BASE	0x7fffffe00000
#define UXW_END		0x7ffffffff000
#define UXW_TEXT	UXW_BASE
#define UXW_TEXTLEN	0x10000
#define UXW_REQ		0x7fffffe10000
#define UXW_REQLEN	0x4000
#define UXW_REPLY	0x7fffffe18000
#define UXW_REPLYLEN	0x1000
#define UXW_SLOTS	0x7fffffe20000
#define UXW_SLOTSHIFT	15
#define UXW_SLOTSIZE	0x8000
#define UXW_MAXSLOT	32

/* One space's part of the shared file: request, reply, slots, in this order. */
#define UXA_REQ		0
#define UXA_REPLY	UXW_REQLEN
#define UXA_SLOTS	(UXW_REQLEN + UXW_REPLYLEN)

/*
 * Hand-off word: whose turn it is; SLEEP: the other side sleeps on it.
 */
#define UXT_STUB	0
#define UXT_KERNEL	1
#define UXT_SLEEP	0x100

/* Slot control block, at the start of the slot. */
#define UXS_TURN	0	/* u32 */
#define UXS_CMD		4	/* u32, UXC_* */
#define UXS_SIGNO	8	/* u32, why the guest thread came */
#define UXS_SETBASE	12	/* u32, 1: load fsbase and gsbase below */
#define UXS_FSBASE	16	/* u64 */
#define UXS_GSBASE	24	/* u64 */
#define UXS_FRAME	32	/* u64, stack pointer at handler entry */
#define UXS_SPIN	40	/* u32, turns to spin before sleeping */
#define UXS_KICKED	44	/* u32, a kick came while waiting in the gate */
#define UXS_XMASK	48	/* u64, components of the FPU state */
#define UXS_GATE	0x200	/* gate frame; below it a stack of a few words */
#define UXS_GATEFP	0x400	/* its FPU state */
#define UXS_STACK	0x4000	/* alternate stack: from here to the end */

/* How the guest thread goes on. */
#define UXC_RUN		0	/* by the signal frame that brought it */
#define UXC_EXIT	1
#define UXC_GATE	2	/* by the gate frame's registers, FPU as it is */
#define UXC_FRAME	3	/* by the gate frame as a signal frame */

/* In UXS_SIGNO, beside Linux's signals. */
#define UXV_GATE	0x100	/* came by the gate */
#define UXV_KICKED	0x101	/* was kicked on the way out of it: no change */

/* Linux's signal frame, and so the gate's: offsets from its start. */
#define FR_R8		48
#define FR_R9		56
#define FR_R10		64
#define FR_R11		72
#define FR_R12		80
#define FR_R13		88
#define FR_R14		96
#define FR_R15		104
#define FR_DI		112
#define FR_SI		120
#define FR_BP		128
#define FR_BX		136
#define FR_DX		144
#define FR_AX		152
#define FR_CX		160
#define FR_SP		168
#define FR_IP		176
#define FR_RFLAGS	184

/* Request page. */
#define UXR_SEQ		0	/* u32, futex: changes with each request */
#define UXR_NOPS	4	/* u32 */
#define UXR_KEY0	8	/* u64, only while the stub starts */
#define UXR_KEY1	16	/* u64 */
#define UXR_SPIN	24	/* u32 */
#define UXR_SECRET	32	/* u64, only while the stub starts */
#define UXR_OPS		64	/* ops, UXO_SIZE each */
#define UXR_MAXOPS	500

#define UXO_OP		0	/* u32 */
#define UXO_PROT	4	/* u32 */
#define UXO_VA		8	/* u64; CLONE: child's stack pointer */
#define UXO_LEN		16	/* u64 */
#define UXO_OFF		24	/* u64 */
#define UXO_SIZE	32

#define UXOP_MAP	1
#define UXOP_UNMAP	2
#define UXOP_PROTECT	3
#define UXOP_CLONE	4

/* Reply page. */
#define UXY_TURN	0	/* u32, hand-off word */
#define UXY_RESULT	8	/* u64: errno << 32 | ops done, or thread id */
#define UXY_MAC		16	/* u64: keyed hash of (seq, result) */

/* Offsets (u32 each) in the table that opens the stub text. */
#define UXX_HANDLER	0	/* signal handler, rdfsbase and wrfsbase */
#define UXX_HANDLER_AP	1	/* the same with arch_prctl */
#define UXX_MAPPER	2	/* mapper's entry */
#define UXX_IP_WAKE	3	/* addresses behind the syscall instructions */
#define UXX_IP_WAIT	4
#define UXX_IP_SIGRETURN 5
#define UXX_IP_EXIT	6
#define UXX_IP_AP_FIRST	7	/* arch_prctl: four in a row */
#define UXX_IP_MWAKE	11
#define UXX_IP_MWAIT	12
#define UXX_IP_MAP	13
#define UXX_IP_UNMAP	14
#define UXX_IP_PROTECT	15
#define UXX_IP_CLONE	16
#define UXX_IP_ALTSTACK	17
#define UXX_IP_MASK	18
#define UXX_IP_UNMAPALL	19
#define UXX_RESTORER	20
#define UXX_ZCALL	21	/* the zygote's system calls, a C function */
#define UXX_IP_ZCALL	22
#define UXX_IP_DISPATCH	23
#define UXX_GATE	24
#define UXX_COUNT	25

#define UXK_CLONE_FLAGS	0x00050f00 /* VM FS FILES SIGHAND THREAD SYSVSEM */
#define UXK_MAP_FLAGS	0x00008011 /* SHARED FIXED POPULATE */
#define UXK_RAMFD	3
#define UXK_KICK	10	/* SIGUSR1 */
#define UXK_PATIENCE	16	/* spins, when the other side has to wake */
#define UXK_DISPATCH	59	/* PR_SET_SYSCALL_USER_DISPATCH */
#define UXK_DISPATCH_ON	1

#ifndef __ASSEMBLER__
#include <linux/filter.h>
#include <stdint.h>

#define FILTER_MAX	600

/* Kernel process to zygote; the first carries the file descriptors. */
struct zy_config {
	uint64_t	 stride;	/* of a space's part in the shared file */
	uint64_t	 secret;	/* see ux_filter.c */
	uint32_t	 nslots;
	uint32_t	 fsgsbase;	/* the instructions may be used */
	uint32_t	 nprog;
	uint32_t	 pad;
	struct sock_filter prog[FILTER_MAX];
};

#define ZY_CREATE	1		/* make stub `index' */
#define ZY_REAP		2		/* forget the dead child `pid' */
struct zy_request {
	uint32_t	 op;
	uint32_t	 index;
	int32_t		 pid;
	uint32_t	 pad;
};

#define ZY_CREATED	1		/* pid, or error (Linux number) */
#define ZY_DIED		2		/* pid is a zombie until ZY_REAP */
struct zy_reply {
	uint32_t	 op;
	uint32_t	 index;
	int32_t		 pid;
	int32_t		 error;
};
#endif

#endif
