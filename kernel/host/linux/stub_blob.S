/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stub_blob.S: the two stub programs as data of the kernel binary.  The files
 * are found through -I, in the object directory.
 */
	.section .rodata
	.globl	zygote_image, zygote_image_end, stub_text_image, stub_text_image_end
	.balign	16
zygote_image:
	.incbin	"stub_zygote"
zygote_image_end:
	.balign	16
stub_text_image:
	.incbin	"stub_text.bin"
stub_text_image_end:
	.section .note.GNU-stack,"",@progbits
