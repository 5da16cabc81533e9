/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_site.h: what a system call site looks like, and its trampoline.
 *
 * A site is the end of one of these, found in what C libraries and Go compile:
 *
 *	mov $number, %eax or %rax; [mov %rcx, %r10;] syscall
 *	mov 8(%rsp), %rax; syscall
 *
 * The first five bytes, which lie within the first instruction, become a jump.
 * Its trampoline has the same instructions, then loads rcx with the address behind the
 * system call and goes to the gate.  So each point of it corresponds to one of the
 * original, and who is stopped there can be put there.
 */
#ifndef _VM_VM_SITE_H_
#define _VM_VM_SITE_H_

#include "sys/kdefs.h"

struct uregs;

#define SITE_SLOT	32		/* bytes of a trampoline */
#define SITE_JUMP	5		/* bytes of a jump */
#define SITE_SYSCALL	2
#define SITE_MAX	12		/* bytes of a site */

struct patch_site {
	uintptr_t	 ps_start;	/* first byte, of the number's load */
	uint8_t		 ps_load;	/* length of that instruction */
	uint8_t		 ps_mid;	/* and of the one between, if any */
	uint8_t		 ps_old[SITE_JUMP];	/* what the jump replaced */
};

/*
 * What stands at the system call of the calling LWP, whose registers are tf: the site
 * and its instructions without the call itself.  false: nothing known.  Faults
 * pages in.
 */
bool	 site_read(const struct uregs *tf, struct patch_site *,
	    uint8_t code[SITE_MAX]);
/* The trampoline at va for a site whose instructions are code. */
void	 site_trampoline(uint8_t to[SITE_SLOT], uintptr_t va,
	    const struct patch_site *, const uint8_t *code, uint64_t gate);
/* The jump that is put at from, to target. */
void	 site_jump(uint8_t to[SITE_JUMP], uintptr_t from, uintptr_t target);
/* Can a jump get from one to the other? */
bool	 site_reach(uintptr_t a, uintptr_t b);
/* Where the program is that was stopped at off of the site's trampoline. */
uintptr_t site_original(const struct patch_site *, uintptr_t off);

#endif /* !_VM_VM_SITE_H_ */
