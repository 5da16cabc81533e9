/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_int.h: spaces and contexts, inside the line.
 *
 * A space is a stub process.  Space structures are a static table and are
 * never freed, so a stale pointer to a slot can always be locked and checked.
 *
 * Lock legend: m space's lock (the mapper), p pool_lock, s slot's spin lock,
 * a atomic, o written before the space is handed out, v only the vCPU that
 * owns the slot.
 */
#ifndef LINUX_UX_INT_H
#define LINUX_UX_INT_H

#include "../ux.h"
#include "line.h"
#include "stub_proto.h"

#define UX_MAXSPACES	4096

struct context {
	struct ux_context	 pub;		/* must be first */
	struct slot *_Atomic	 slot;		/* s holds our FPU state, or NULL */
	uint8_t			*fp;		/* s XSAVE area, when slot is NULL */
};

struct slot {
	uint8_t		*mem;		/* o control block; guest-writable */
	struct ux_space	*space;		/* o */
	atomic_flag	 lock;
	struct context	*_Atomic loaded;	/* s whose FPU state the frame has */
	pid_t		 tid;		/* v guest thread, 0: none */
	int		 hostcpu;	/* v where it is pinned, -1: anywhere */
	uint64_t	 fsbase;	/* v what the guest thread has */
	uint64_t	 gsbase;	/* v */
	/*
	 * By which frame the thread came last; not changed while a context is
	 * loaded that is outside of ux_run().
	 */
	bool		 gate;
	bool		 live;		/* v its FPU has what the gate frame has */
};

enum space_state {
	SP_FREE,		/* no process */
	SP_STARTING,		/* asked of the zygote */
	SP_READY,		/* in the pool */
	SP_USED,
	SP_DYING		/* killed, not yet dead */
};

struct ux_space {
	unsigned	 index;		/* o */
	pid_t		 pid;		/* p */
	enum space_state state;		/* p */
	_Atomic bool	 dead;		/* a the process is gone */
	_Atomic bool	 killed;	/* a we sent it SIGKILL */
	uint8_t		*area;		/* o our view of request, reply, slots */
	uint64_t	 key[2];	/* o of the mapper's MAC */
	pthread_mutex_t	 lock;
	uint32_t	 seq;		/* m last request */
	int		 mappercpu;	/* m where the mapper is pinned */
	struct range	*ranges;	/* m what is mapped */
	_Atomic unsigned mapcount;	/* a how many ranges */
	struct ux_space	*next;		/* p in the pool or the free list */
	struct slot	 slots[HOST_MAXCPU];
};

struct ux_vcpu {
	struct vcpu	*vc;
};

/* ux_init.c */
extern struct ux_config	 ux_config;
extern bool		 ux_fsgsbase;
extern bool		 ux_hasgate;	/* o written when no guest has run yet */
extern uint64_t		 ux_secret;	/* o see ux_filter.c */
/* Counters of each vCPU, and of all foreign threads together (not exact). */
extern struct ux_stats	 ux_counts[HOST_MAXCPU + 1];
#define ADD(what, n)	((void)(ux_counts[host_cpu_number()].what += (n)))
#define COUNT(what)	ADD(what, 1)

/* ux_pool.c */
int	 pool_init(uint64_t stride, int areafd, struct host_diag *diag);
int	 pool_take(struct ux_space **space);
int	 pool_zero(struct ux_space *space);	/* its slots */
void	 pool_give(struct ux_space *space);	/* a clean one */
void	 pool_kill(struct ux_space *space);	/* SIGKILL; stays the caller's */
void	 pool_drop(struct ux_space *space, bool wait);	/* kill and forget */

/* ux_map.c */
uint64_t mapper_mac(const uint64_t key[2], uint64_t seq, uint64_t result);
int	 mapper_first_answer(struct ux_space *space);
int	 mapper_clone(struct ux_space *space, uint64_t stack, pid_t *tid);

/* ux_range.c: what the space has mapped; m. */
void	 range_apply(struct ux_space *space, uint32_t op,
	    const struct ux_mapop *mo);
bool	 range_empty(const struct ux_space *space, const struct ux_mapop *mo);
void	 range_forget(struct ux_space *space);

/* ux_run.c */
int	 slot_probe(struct ux_space *space, struct host_diag *diag);
int	 slot_exit(struct slot *slot);	/* the guest thread is gone for certain */

/* ux_event.c */
#define FR_FPSTATE	232	/* Linux's signal frame: FPU state's address */
void	 regs_in(struct slot *slot, const struct ux_regs *rg);
void	 regs_out(struct slot *slot, struct ux_regs *rg);
void	 bases_in(struct slot *slot, const struct ux_regs *rg, bool gate);
void	 ev_fault(struct ux_event *ev, struct ux_regs *rg, uint64_t addr,
	    uint64_t err);
bool	 ev_make(struct slot *slot, uint32_t signo, struct ux_event *ev,
	    struct ux_regs *rg);

/* ux_spin.c: does a vCPU hand off by spinning? */
void	 spin_init(void);
void	 spin_enter(struct vcpu *vc, uint64_t now);
void	 spin_leave(struct vcpu *vc, uint64_t now);
void	 spin_miss(struct vcpu *vc);
bool	 spin_switch(struct vcpu *vc, struct slot *slot);
bool	 spin_for(const _Atomic uint32_t *turn, uint32_t value, bool waking);
uint32_t spin_turns(const struct vcpu *vc);
int	 spin_place(struct vcpu *vc);

/* ux_context.c */
#define FP_COMPONENTS	63		/* of an XSAVE area, at most */

struct frame_layout {
	uint32_t	 frame;		/* offset of the signal frame in a slot */
	uint32_t	 fp;		/* offset of the XSAVE area */
	uint32_t	 fpsize;	/* its size, without the end mark */
	bool		 xsave;		/* it has a header and an end mark */
	uint64_t	 features;	/* components that may be present */
	uint32_t	 end[FP_COMPONENTS];	/* offset where each ends */
	uint32_t	 mxcsr_mask;	/* bits that may be set */
	uint8_t		 reserved[48] __attribute__((__aligned__(8)));
					/* Linux's words in the legacy area */
	uint8_t		 tail[4];	/* end mark */
};
extern struct frame_layout ux_frame;
void	 context_load(struct context *cx, struct slot *slot);
void	 fp_learn(void);
void	 gate_prepare(struct slot *slot);
void	 slot_unload(struct slot *slot);

/* ux_filter.c */
unsigned filter_make(struct sock_filter *prog, const uint32_t *table,
	    bool fsgsbase, uint64_t secret, uint64_t pool_off, uint64_t pool_end);

/* Where the slot is in its space. */
static inline uint64_t
slot_base(const struct slot *slot)
{

	return (UXW_SLOTS + (uint64_t)(slot - slot->space->slots) *
	    UXW_SLOTSIZE);
}

/* The frame by which its guest thread came last, and the FPU state there. */
static inline uint8_t *
slot_frame(const struct slot *slot)
{

	return (slot->mem + (slot->gate ? UXS_GATE : ux_frame.frame));
}

static inline uint8_t *
slot_fp(const struct slot *slot)
{

	return (slot->mem + (slot->gate ? UXS_GATEFP : ux_frame.fp));
}

static inline _Atomic uint32_t *
word_at(uint8_t *mem, unsigned off)
{

	return ((_Atomic uint32_t *)(void *)(mem + off));
}

static inline uint64_t
get64(const uint8_t *mem, unsigned off)
{

	return (*(const volatile uint64_t *)(const void *)(mem + off));
}

static inline void
put64(uint8_t *mem, unsigned off, uint64_t value)
{

	*(volatile uint64_t *)(void *)(mem + off) = value;
}

static inline uint32_t
get32(const uint8_t *mem, unsigned off)
{

	return (*(const volatile uint32_t *)(const void *)(mem + off));
}

static inline void
put32(uint8_t *mem, unsigned off, uint32_t value)
{

	*(volatile uint32_t *)(void *)(mem + off) = value;
}

#endif
