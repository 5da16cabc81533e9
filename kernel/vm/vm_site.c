/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_site.c: system call sites in machine code (vm_site.h).  No state.
 */
#include "vm/vm_site.h"
#include "lib/libkern.h"
#include "platform/trap.h"
#include "sys/kuio.h"
#include <machine/param.h>

#define REACH		0x7fff0000LL	/* of a jump */

/* The instruction that loads the number: its length, 0: none known ends at end. */
static int
load_length(const uint8_t *end, int room, const struct uregs *tf)
{
	static const uint8_t mov_stack[5] = { 0x48, 0x8b, 0x44, 0x24, 0x08 };
	uint64_t word;
	int32_t imm;

	if (room >= 7 && end[-7] == 0x48 && end[-6] == 0xc7 &&
	    end[-5] == 0xc0) {
		memcpy(&imm, end - 4, sizeof(imm));
		return ((uint64_t)(int64_t)imm == tf->tf_rax ? 7 : 0);
	}
	/* With a prefix it loads another register. */
	if (room >= 6 && end[-5] == 0xb8 && (end[-6] & 0xf0) != 0x40) {
		memcpy(&imm, end - 4, sizeof(imm));
		return ((uint32_t)imm == tf->tf_rax ? 5 : 0);
	}
	if (room >= 5 && memcmp(end - 5, mov_stack, sizeof(mov_stack)) == 0 &&
	    copyin((const void *)(tf->tf_rsp + 8), &word, sizeof(word)) == 0 &&
	    word == tf->tf_rax)
		return (5);
	return (0);
}

bool
site_read(const struct uregs *tf, struct patch_site *ps, uint8_t code[SITE_MAX])
{
	static const uint8_t mov_r10[3] = { 0x49, 0x89, 0xca };
	uintptr_t behind = tf->tf_rip, from = trunc_page(behind - 1);
	int room, load;

	from = K_MAX(from, behind - SITE_MAX);
	room = (int)(behind - from);
	if (copyin((const void *)from, code, (size_t)room) != 0 ||
	    room < SITE_SYSCALL + SITE_JUMP || code[room - 2] != 0x0f ||
	    code[room - 1] != 0x05)
		return (false);
	room -= SITE_SYSCALL;
	ps->ps_mid = 0;
	if (room > 3 && memcmp(code + room - 3, mov_r10, sizeof(mov_r10)) == 0)
		ps->ps_mid = sizeof(mov_r10);
	load = load_length(code + room - ps->ps_mid, room - ps->ps_mid, tf);
	if (load == 0)
		return (false);
	ps->ps_load = (uint8_t)load;
	ps->ps_start = behind - SITE_SYSCALL - ps->ps_mid - (uintptr_t)load;
	memmove(code, code + room - ps->ps_mid - load,
	    (size_t)(load + ps->ps_mid));
	memcpy(ps->ps_old, code, SITE_JUMP);
	return (true);
}

void
site_trampoline(uint8_t to[SITE_SLOT], uintptr_t va,
    const struct patch_site *ps, const uint8_t *code, uint64_t gate)
{
	size_t n = (size_t)ps->ps_load + ps->ps_mid;
	int32_t rel;

	memset(to, 0xcc, SITE_SLOT);
	memcpy(to, code, n);
	/* lea behind(%rip), %rcx */
	memcpy(to + n, "\x48\x8d\x0d", 3);
	rel = (int32_t)((int64_t)(ps->ps_start + n + SITE_SYSCALL) -
	    (int64_t)(va + n + 7));
	memcpy(to + n + 3, &rel, 4);
	/* movabs $gate, %r11; jmp *%r11 */
	memcpy(to + n + 7, "\x49\xbb", 2);
	memcpy(to + n + 9, &gate, 8);
	memcpy(to + n + 17, "\x41\xff\xe3", 3);
}

void
site_jump(uint8_t to[SITE_JUMP], uintptr_t from, uintptr_t target)
{
	int32_t rel = (int32_t)((int64_t)target - (int64_t)(from + SITE_JUMP));

	to[0] = 0xe9;
	memcpy(to + 1, &rel, 4);
}

bool
site_reach(uintptr_t a, uintptr_t b)
{
	int64_t d = (int64_t)(a - b);

	return (d < REACH && d > -REACH);
}

uintptr_t
site_original(const struct patch_site *ps, uintptr_t off)
{
	return (ps->ps_start + K_MIN(off, (uintptr_t)ps->ps_load + ps->ps_mid));
}
