/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf64.h: the structures of 64 bit ELF files.
 */
#ifndef _SYS_ELF64_H_
#define _SYS_ELF64_H_

#include <machine/stdint.h>
#include <sys/elf_common.h>

typedef __uint64_t	Elf64_Addr;
typedef __uint16_t	Elf64_Half;
typedef __uint64_t	Elf64_Off;
typedef __int32_t	Elf64_Sword;
typedef __uint32_t	Elf64_Word;
typedef __int64_t	Elf64_Sxword;
typedef __uint64_t	Elf64_Xword;
typedef __uint64_t	Elf64_Size;
typedef __int64_t	Elf64_Ssize;
typedef __uint32_t	Elf64_Hashelt;

typedef struct {
	unsigned char	e_ident[EI_NIDENT];
	Elf64_Half	e_type;
	Elf64_Half	e_machine;
	Elf64_Word	e_version;
	Elf64_Addr	e_entry;
	Elf64_Off	e_phoff;
	Elf64_Off	e_shoff;
	Elf64_Word	e_flags;
	Elf64_Half	e_ehsize;
	Elf64_Half	e_phentsize;
	Elf64_Half	e_phnum;
	Elf64_Half	e_shentsize;
	Elf64_Half	e_shnum;
	Elf64_Half	e_shstrndx;
} Elf64_Ehdr;

typedef struct {
	Elf64_Word	sh_name;
	Elf64_Word	sh_type;
	Elf64_Xword	sh_flags;
	Elf64_Addr	sh_addr;
	Elf64_Off	sh_offset;
	Elf64_Xword	sh_size;
	Elf64_Word	sh_link;
	Elf64_Word	sh_info;
	Elf64_Xword	sh_addralign;
	Elf64_Xword	sh_entsize;
} Elf64_Shdr;

typedef struct {
	Elf64_Word	p_type;
	Elf64_Word	p_flags;
	Elf64_Off	p_offset;
	Elf64_Addr	p_vaddr;
	Elf64_Addr	p_paddr;
	Elf64_Xword	p_filesz;
	Elf64_Xword	p_memsz;
	Elf64_Xword	p_align;
} Elf64_Phdr;

typedef struct {
	Elf64_Sxword	d_tag;
	union {
		Elf64_Xword	d_val;
		Elf64_Addr	d_ptr;
	} d_un;
} Elf64_Dyn;

typedef struct {
	Elf64_Addr	r_offset;
	Elf64_Xword	r_info;
} Elf64_Rel;

typedef struct {
	Elf64_Addr	r_offset;
	Elf64_Xword	r_info;
	Elf64_Sxword	r_addend;
} Elf64_Rela;

#define ELF64_R_SYM(info)	((info) >> 32)
#define ELF64_R_TYPE(info)	((Elf64_Word)(info))
#define ELF64_R_INFO(sym, type)	(((Elf64_Xword)(sym) << 32) + (Elf64_Word)(type))

typedef struct elf_note	Elf64_Nhdr;

typedef struct {
	Elf64_Word	st_name;
	unsigned char	st_info;
	unsigned char	st_other;
	Elf64_Half	st_shndx;
	Elf64_Addr	st_value;
	Elf64_Xword	st_size;
} Elf64_Sym;

#define ELF64_ST_BIND(info)	((info) >> 4)
#define ELF64_ST_TYPE(info)	((info) & 0xf)
#define ELF64_ST_INFO(b, t)	(((b) << 4) + ((t) & 0xf))
#define ELF64_ST_VISIBILITY(o)	((o) & 0x3)

#endif /* !_SYS_ELF64_H_ */
