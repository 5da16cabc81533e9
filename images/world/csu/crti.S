/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crti.S: the note that marks a program as DragonFly's (crti.o only), and
 * nothing else: an empty object with a stack that is not executable.
 */
	.section .note.GNU-stack,"",@progbits
#ifndef NOTHING
	.section .note.tag,"a",@note
	.p2align 2
	.long	10, 4, 1
	.asciz	"DragonFly"
	.p2align 2
	.long	500901
#endif
