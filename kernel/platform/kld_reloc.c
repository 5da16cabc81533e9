/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_reloc.c: the symbols that a module asks for, and its relocations, once its
 * sections are in memory (kld_link.c).
 */
#include <sys/errno.h>
#include "host/host_mem.h"
#include "kern/kld_var.h"
#include "lib/libkern.h"

#ifndef R_X86_64_PC64
#define R_X86_64_PC64	24
#endif
#ifndef R_X86_64_GOTPCREL
#define R_X86_64_GOTPCREL	9
#endif
#ifndef R_X86_64_GOTPCRELX
#define R_X86_64_GOTPCRELX	41
#define R_X86_64_REX_GOTPCRELX	42
#endif
#define MAXMISSING	8	/* undefined names that are told */

static const uint8_t far_jump[8] = { 0xff, 0x25, 2, 0, 0, 0, 0x90, 0x90 };

/* __start_x and __stop_x, where section x of the module begins and ends. */
static bool
resolve_bound(const struct kld_object *ko, const char *name, uintptr_t *value)
{
	bool stop = strncmp(name, "__stop_", 7) == 0;
	Elf64_Shdr sh;
	unsigned n;

	if (!stop && strncmp(name, "__start_", 8) != 0)
		return (false);
	n = kld_section_byname(ko, name + (stop ? 7 : 8), &sh);
	if (n == 0 || ko->ko_addr[n] == 0)
		return (false);
	*value = ko->ko_addr[n] + (stop ? sh.sh_size : 0);
	return (true);
}

/* A name that the module does not have itself: the kernel's, or its needs'. */
static bool
resolve(const struct kld_object *ko, struct kld_file *kf, const char *name,
    uintptr_t *value)
{
	size_t size;

	if (resolve_bound(ko, name, value) || kld_symbol(TAILQ_FIRST(&kld_files), name,
	    value, &size))
		return (true);
	for (int i = 0; i < kf->kf_ndeps; i++)
		if (kld_symbol(kf->kf_deps[i], name, value, &size))
			return (true);
	return (false);
}

/* A name of a sanitizer's library: near itself, or by the next slot. */
static bool
resolve_far(struct kld_object *ko, const char *name, uintptr_t *value)
{
	uintptr_t where = host_code_sanitizer(name);
	struct far_slot *fs;

	if (where == 0)
		return (false);
	fs = &ko->ko_far[ko->ko_nfarused++];
	memcpy(fs->fs_jump, far_jump, sizeof(far_jump));
	fs->fs_value = where;
	*value = where <= INT32_MAX ? where : (uintptr_t)fs;
	return (true);
}

int
kld_resolve(struct kld_object *ko, struct kld_file *kf)
{
	int missing = 0;
	Elf64_Shdr symtab, sh;
	const char *name;
	Elf64_Sym sym;

	kld_section(ko, ko->ko_symtab, &symtab);
	for (size_t i = 1; i < ko->ko_nsyms; i++) {
		kld_sym(ko, i, &sym);
		name = kld_string(ko, symtab.sh_link, sym.st_name);
		if (name == NULL)
			return (kld_bad(ko, "a symbol's name is out of bounds"));
		if (sym.st_shndx == SHN_ABS)
			ko->ko_value[i] = sym.st_value;
		else if (sym.st_shndx == SHN_UNDEF) {
			if (!resolve(ko, kf, name, &ko->ko_value[i]) &&
			    !resolve_far(ko, name, &ko->ko_value[i]) &&
			    ELF64_ST_BIND(sym.st_info) != STB_WEAK &&
			    missing++ < MAXMISSING)
				kprintf("kldload: %s: undefined symbol %s\n",
				    ko->ko_name, name);
		} else if (sym.st_shndx >= ko->ko_nsections)
			return (kld_bad(ko, "a symbol is in no section"));
		else if (ko->ko_addr[sym.st_shndx] != 0) {
			kld_section(ko, sym.st_shndx, &sh);
			if (sym.st_value > sh.sh_size)
				return (kld_bad(ko, "a symbol is beyond its "
				    "section"));
			ko->ko_value[i] = ko->ko_addr[sym.st_shndx] +
			    sym.st_value;
		}
	}
	return (missing != 0 ? ENOEXEC : 0);
}

/* The place that holds the address of a symbol: its slot has it; 0: none. */
static uintptr_t
got_entry(const struct kld_object *ko, uintptr_t value)
{
	for (size_t i = 0; i < ko->ko_nfarused; i++)
		if (value == ko->ko_far[i].fs_value ||
		    value == (uintptr_t)&ko->ko_far[i])
			return ((uintptr_t)&ko->ko_far[i].fs_value);
	return (0);
}

/* One relocation of the section at `where', which has room bytes. */
static int
relocate_one(struct kld_object *ko, uint8_t *where, size_t room,
    const Elf64_Rela *r)
{
	size_t sym = ELF64_R_SYM(r->r_info), width = 4;
	uint32_t type = ELF64_R_TYPE(r->r_info);
	uint64_t v, pc = (uint64_t)(uintptr_t)where + r->r_offset;

	if (type == R_X86_64_NONE)
		return (0);
	if (type == R_X86_64_64 || type == R_X86_64_PC64)
		width = 8;
	if (sym >= ko->ko_nsyms || r->r_offset > room ||
	    room - r->r_offset < width)
		return (kld_bad(ko, "a relocation is out of bounds"));
	v = ko->ko_value[sym] + (uint64_t)r->r_addend;
	switch (type) {
	case R_X86_64_64:
		break;
	case R_X86_64_PC64:
		v -= pc;
		break;
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		if ((v = got_entry(ko, ko->ko_value[sym])) == 0)
			return (kld_bad(ko, "a relocation by a table that no "
			    "module has"));
		v += (uint64_t)r->r_addend;
		/* FALLTHROUGH */
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		v -= pc;
		/* FALLTHROUGH */
	case R_X86_64_32S:
		if ((int64_t)v != (int32_t)v)
			return (kld_bad(ko, "a relocation does not reach"));
		break;
	case R_X86_64_32:
		if (v != (uint32_t)v)
			return (kld_bad(ko, "a relocation does not reach"));
		break;
	default:
		kprintf("kldload: %s: relocation type %u\n", ko->ko_name, type);
		return (ENOEXEC);
	}
	memcpy(where + r->r_offset, &v, width);
	return (0);
}

int
kld_relocate(struct kld_object *ko)
{
	Elf64_Shdr sh, target;
	Elf64_Rela r;
	int error = 0;

	for (unsigned i = 1; i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		if (sh.sh_type != SHT_RELA && sh.sh_type != SHT_REL)
			continue;
		if (sh.sh_info >= ko->ko_nsections)
			return (kld_bad(ko, "relocations of no section"));
		if (ko->ko_addr[sh.sh_info] == 0)
			continue;	/* of what does not stay */
		if (sh.sh_type == SHT_REL || sh.sh_entsize != sizeof(r) ||
		    sh.sh_size % sizeof(r) != 0 || sh.sh_link != ko->ko_symtab)
			return (kld_bad(ko, "bad table of relocations"));
		kld_section(ko, sh.sh_info, &target);
		for (size_t off = 0; off < sh.sh_size; off += sizeof(r)) {
			memcpy(&r, ko->ko_bytes + sh.sh_offset + off,
			    sizeof(r));
			error = relocate_one(ko,
			    (uint8_t *)ko->ko_addr[sh.sh_info],
			    target.sh_size, &r);
			if (error != 0)
				return (error);
		}
	}
	return (0);
}
