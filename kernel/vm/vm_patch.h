/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_patch.h: system call instructions that a program uses often are patched:
 * the instruction before, which loads the call's number, becomes a jump to a
 * trampoline, which does the same and goes to the platform's gate (ux_gate()).
 *
 * A program cannot tell, but by reading its own code: the patch is made in a
 * private copy of the page, the instruction itself stays where it is, and
 * registers that are seen never point into a trampoline.  Nobody's code is
 * patched who is traced, uses gs, or single-steps, and what was patched before
 * is undone then.
 */
#ifndef _VM_VM_PATCH_H_
#define _VM_VM_PATCH_H_

#include "vm/vm.h"

struct lwp;
struct uregs;

/* Slow system calls of an LWP until its sites are looked at, and how many pass
 * from one look to the next. */
#define PATCH_AFTER	32
#define PATCH_EVERY	4

/* Once, before the first program: where the gate is; 0: there is none. */
void	 vm_patch_init(uint64_t gate);
/*
 * The calling LWP came by a system call instruction, behind which its rip
 * points: patch the place if it can be.  May sleep.  Nothing that goes wrong
 * matters.
 */
void	 vm_patch_site(struct lwp *);
/* Has anything been patched there?  Any time, any lock. */
bool	 vm_patched(const struct vmspace *);
/*
 * The calling LWP came for something else.  Registers that point into a trampoline or at
 * the gate become those of the program's own code at the same point.  True: it was
 * the gate that could not be passed, and the program may just go on.
 */
bool	 vm_patch_fix(struct vmspace *, struct uregs *);
/* Undo all, for good: until exec nothing is patched there.  May sleep. */
void	 vm_patch_undo(struct vmspace *);
/* The same, if [addr, addr + len) has a trampoline in it: it is about to be unmapped,
 * replaced, or to get other rights. */
void	 vm_patch_yield(struct vmspace *, uintptr_t addr, size_t len);

/* For vm/: vs_lock of the parent exclusive; ENOMEM.  And no lock. */
int	 patch_fork(const struct vmspace *, struct vmspace *child);
void	 patch_free(struct vmspace *);
/* Show a new child's stub the trampolines.  No lock. */
void	 patch_prefault(struct vmspace *);

#endif /* !_VM_VM_PATCH_H_ */
