/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf.h: ELF on x86-64: relocations, and the vector of facts that the
 * kernel hands to a program.
 */
#ifndef _MACHINE_ELF_H_
#define _MACHINE_ELF_H_

#include <sys/types.h>
#include <sys/elf64.h>

#define AT_BASE		7
#define AT_BRK		10
#define AT_CANARY	0x10
#define AT_CANARYLEN	17
#define AT_COUNT	24
#define AT_DEBUG	11
#define AT_EGID		14
#define AT_ENTRY	9
#define AT_EUID		12
#define AT_EXECFD	2
#define AT_EXECPATH	15
#define AT_FLAGS	8
#define AT_GID		13
#define AT_IGNORE	1
#define AT_NCPUS	19
#define AT_NOTELF	10
#define AT_NULL		0
#define AT_OSRELDATE	18
#define AT_PAGESIZES	20
#define AT_PAGESIZESLEN	21
#define AT_PAGESZ	6
#define AT_PHDR		3
#define AT_PHENT	4
#define AT_PHNUM	5
#define AT_STACKPROT	23
#define AT_UID		11
#define R_X86_64_16	12
#define R_X86_64_32	10
#define R_X86_64_32S	11
#define R_X86_64_64	1
#define R_X86_64_8	14
#define R_X86_64_COPY	5
#define R_X86_64_COUNT	38
#define R_X86_64_DTPMOD64	0x10
#define R_X86_64_DTPOFF32	21
#define R_X86_64_DTPOFF64	17
#define R_X86_64_GLOB_DAT	6
#define R_X86_64_GOT32	3
#define R_X86_64_GOTPCREL	9
#define R_X86_64_GOTTPOFF	22
#define R_X86_64_IRELATIVE	37
#define R_X86_64_JMP_SLOT	7
#define R_X86_64_NONE	0
#define R_X86_64_PC16	13
#define R_X86_64_PC32	2
#define R_X86_64_PC8	15
#define R_X86_64_PLT32	4
#define R_X86_64_RELATIVE	8
#define R_X86_64_TLSGD	19
#define R_X86_64_TLSLD	20
#define R_X86_64_TPOFF32	23
#define R_X86_64_TPOFF64	18

#define ELF_ARCH	EM_X86_64
#define ELF_TARG_CLASS	ELFCLASS64
#define ELF_TARG_DATA	ELFDATA2LSB
#define ELF_TARG_MACH	EM_X86_64
#define ELF_TARG_VER	EV_CURRENT
#define ET_DYN_LOAD_ADDR	0x01021000

typedef struct {
	long	a_type;
	union {
		long	a_val;
		void	*a_ptr;
		void	(*a_fcn)(void);
	} a_un;
} Elf64_Auxinfo;

#define __ELF_WORD_SIZE	64
typedef Elf64_Ehdr	Elf_Ehdr;
typedef Elf64_Shdr	Elf_Shdr;
typedef Elf64_Phdr	Elf_Phdr;
typedef Elf64_Dyn	Elf_Dyn;
typedef Elf64_Rel	Elf_Rel;
typedef Elf64_Rela	Elf_Rela;
typedef Elf64_Sym	Elf_Sym;
typedef Elf64_Auxinfo	Elf_Auxinfo;
typedef Elf64_Addr	Elf_Addr;
typedef Elf64_Off	Elf_Off;
typedef Elf64_Word	Elf_Word;
typedef Elf64_Half	Elf_Half;
typedef Elf64_Size	Elf_Size;
typedef Elf64_Hashelt	Elf_Hashelt;
#define ELF_R_SYM	ELF64_R_SYM
#define ELF_R_TYPE	ELF64_R_TYPE
#define ELF_ST_BIND	ELF64_ST_BIND
#define ELF_ST_TYPE	ELF64_ST_TYPE

#endif /* !_MACHINE_ELF_H_ */
