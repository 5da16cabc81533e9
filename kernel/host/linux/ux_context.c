/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_context.c: contexts and their FPU state.
 *
 * The FPU state of a context lies in the signal frame of the guest thread that
 * ran it last, until another context takes that thread or somebody asks.
 * slot->loaded and context->slot point at each other; both change together
 * under the slot's spin lock.  The frame can be written by the guest: what is
 * copied out is made acceptable to the CPU first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ux_int.h"

#define FP_LEGACY	512
#define FP_HEADER	64
#define FP_FEATURES	512		/* offset of the header's component bits */
#define FP_COMPACT	520		/* compaction word */
#define FP_FCW		0
#define FP_MXCSR	24
#define FP_RESERVED	464		/* words of the operating system */

struct frame_layout	 ux_frame;	/* o */

static void
slot_lock(struct slot *slot)
{
	unsigned spins = 0;

	while (atomic_flag_test_and_set_explicit(&slot->lock,
	    memory_order_acquire))
		host_relax(spins++);
}

static void
slot_unlock(struct slot *slot)
{

	atomic_flag_clear_explicit(&slot->lock, memory_order_release);
}

size_t
ux_fpu_size(void)
{

	return (ux_frame.fpsize);
}

/* Make an area one that XRSTOR takes. */
static void
fp_correct(uint8_t *fp)
{
	uint64_t features;

	put32(fp, FP_MXCSR, get32(fp, FP_MXCSR) & ux_frame.mxcsr_mask);
	if (!ux_frame.xsave)
		return;
	features = get64(fp, FP_FEATURES) & ux_frame.features;
	memset(fp + FP_FEATURES, 0, FP_HEADER);
	put64(fp, FP_FEATURES, features);
}

static void
fp_init(uint8_t *fp)
{

	memset(fp, 0, ux_frame.fpsize);
	fp[FP_FCW] = 0x7f;
	fp[FP_FCW + 1] = 0x03;
	put32(fp, FP_MXCSR, 0x1f80);
}

/* Bytes of an area that its header says are in use. */
static size_t
fp_used(const uint8_t *fp)
{

	if (!ux_frame.xsave)
		return (FP_LEGACY);
	if ((get64(fp, FP_FEATURES) & ~3ull) == 0)
		return (FP_LEGACY + FP_HEADER);
	return (ux_frame.fpsize);
}

/* Slot's frame to its context's own memory.  Holds s; loaded is not NULL. */
static void
slot_save(struct slot *slot)
{
	struct context *cx = atomic_load(&slot->loaded);
	const uint8_t *fp = slot_fp(slot);
	uint8_t header[FP_LEGACY + FP_HEADER];

	memcpy(header, fp, ux_frame.xsave ? sizeof(header) : FP_LEGACY);
	memcpy(cx->fp, header, ux_frame.xsave ? sizeof(header) : FP_LEGACY);
	if (fp_used(header) == ux_frame.fpsize && ux_frame.xsave)
		memcpy(cx->fp + sizeof(header), fp + sizeof(header),
		    ux_frame.fpsize - sizeof(header));
	fp_correct(cx->fp);
	atomic_store(&slot->loaded, NULL);
	atomic_store(&cx->slot, NULL);
}

/* After this no frame has the context's state. */
static void
context_fetch(struct context *cx)
{
	struct slot *slot;

	while ((slot = atomic_load(&cx->slot)) != NULL) {
		slot_lock(slot);
		if (atomic_load(&slot->loaded) == cx)
			slot_save(slot);
		slot_unlock(slot);
	}
}

/* After this the frame has nobody's state. */
void
slot_unload(struct slot *slot)
{

	slot_lock(slot);
	if (atomic_load(&slot->loaded) != NULL)
		slot_save(slot);
	slot_unlock(slot);
}

/* What Linux wants to see in an area besides state. */
static void
fp_mark(uint8_t *fp)
{

	memcpy(fp + FP_RESERVED, ux_frame.reserved, sizeof(ux_frame.reserved));
	memcpy(fp + ux_frame.fpsize, ux_frame.tail, sizeof(ux_frame.tail));
}

/* Make a new slot's gate frame one that the gate can fill. */
void
gate_prepare(struct slot *slot)
{

	memset(slot->mem + UXS_GATE, 0, UXS_GATEFP - UXS_GATE + FP_LEGACY +
	    FP_HEADER);
	put64(slot->mem, UXS_XMASK, ux_frame.features);
	fp_mark(slot->mem + UXS_GATEFP);
}

/* Put the context's FPU state into slot's frame; the slot's vCPU calls. */
void
context_load(struct context *cx, struct slot *slot)
{
	uint8_t *fp = slot_fp(slot);

	context_fetch(cx);
	slot_lock(slot);
	if (atomic_load(&slot->loaded) != NULL)
		slot_save(slot);
	memcpy(fp, cx->fp, fp_used(cx->fp));
	fp_mark(fp);
	slot->live = false;
	atomic_store(&slot->loaded, cx);
	atomic_store(&cx->slot, slot);
	slot_unlock(slot);
}

/*
 * ---- the interface ------------------------------------------------------
 */

int
ux_context_create(struct ux_context **ctxp)
{
	struct context *cx;

	cx = calloc(1, sizeof(*cx));
	if (cx == NULL)
		return (line_errno(ENOMEM));
	cx->fp = aligned_alloc(64, (ux_frame.fpsize + 63) & ~63ul);
	if (cx->fp == NULL) {
		free(cx);
		return (line_errno(ENOMEM));
	}
	fp_init(cx->fp);
	*ctxp = &cx->pub;
	return (0);
}

void
ux_context_destroy(struct ux_context *ctx)
{
	struct context *cx = (struct context *)ctx;

	context_fetch(cx);
	free(cx->fp);
	free(cx);
}

/*
 * Learn where the components end that may be present; once, for the CPU's
 * answer is dear under a hypervisor.
 */
void
fp_learn(void)
{
	unsigned i, a, b, c, d;

	for (i = 2; i < FP_COMPONENTS; i++) {
		if ((ux_frame.features >> i & 1) == 0)
			continue;
		__asm__("cpuid" : "=a" (a), "=b" (b), "=c" (c), "=d" (d)
		    : "0" (13), "2" (i));
		ux_frame.end[i] = a + b;
	}
}

/* The components among features, all known here, that end within len bytes. */
static uint64_t
fp_fitting(uint64_t features, size_t len)
{
	uint64_t fit;
	unsigned i;

	fit = features & 3;
	for (i = 2; i < FP_COMPONENTS; i++) {
		if ((features >> i & 1) != 0 && ux_frame.end[i] <= len)
			fit |= 1ull << i;
	}
	return (fit);
}

void
ux_fpu_get(struct ux_context *ctx, void *buf, size_t len)
{
	struct context *cx = (struct context *)ctx;
	uint8_t *out = buf;
	uint64_t fit;

	context_fetch(cx);
	if (len > ux_frame.fpsize)
		len = ux_frame.fpsize;
	memcpy(out, cx->fp, len);
	if (ux_frame.xsave && len >= FP_LEGACY + FP_HEADER) {
		fit = fp_fitting(get64(cx->fp, FP_FEATURES), len);
		memcpy(out + FP_FEATURES, &fit, sizeof(fit));
	}
}

int
ux_fpu_set(struct ux_context *ctx, const void *buf, size_t len)
{
	struct context *cx = (struct context *)ctx;
	const uint8_t *in = buf;
	uint64_t features, compact;

	if (len < FP_LEGACY)
		return (line_errno(EINVAL));
	if (len > ux_frame.fpsize)
		len = ux_frame.fpsize;
	features = 3;
	if (ux_frame.xsave && len >= FP_LEGACY + FP_HEADER) {
		memcpy(&features, in + FP_FEATURES, sizeof(features));
		memcpy(&compact, in + FP_COMPACT, sizeof(compact));
		if ((features & ~ux_frame.features) != 0 || compact != 0)
			return (line_errno(EINVAL));
		features = fp_fitting(features, len);
	}
	context_fetch(cx);
	fp_init(cx->fp);
	memcpy(cx->fp, in, len);
	if (ux_frame.xsave)
		put64(cx->fp, FP_FEATURES, features);
	fp_correct(cx->fp);
	return (0);
}

void
ux_fpu_reset(struct ux_context *ctx)
{
	struct context *cx = (struct context *)ctx;

	context_fetch(cx);
	fp_init(cx->fp);
}

void
ux_fpu_copy(struct ux_context *to, struct ux_context *from)
{
	struct context *cxto = (struct context *)to;
	struct context *cxfrom = (struct context *)from;

	context_fetch(cxto);
	context_fetch(cxfrom);
	memcpy(cxto->fp, cxfrom->fp, ux_frame.fpsize);
}
