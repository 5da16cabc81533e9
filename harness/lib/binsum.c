/*
 * binsum.c: sums of programs and trees; see binsum.h.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "binsum.h"
#include "buf.h"
#include "image.h"

static void
add_text(struct sha256 *sum, const char *text)
{
	sha256_add(sum, text, strlen(text) + 1);
}

static void
add_number(struct sha256 *sum, uint64_t n)
{
	sha256_add(sum, &n, sizeof(n));
}

/* Does a section make no difference to what the program does? */
static bool
is_dressing(const char *name)
{
	static const char *const prefixes[] = {
		".debug_", ".symtab", ".strtab", ".shstrtab", ".comment",
		".note.gnu.build-id", ".gnu_debug"
	};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return (true);
	}
	return (false);
}

static bool
inside(const struct buf *file, uint64_t offset, uint64_t size)
{
	return (offset <= file->len && size <= file->len - offset);
}

/* One section; names is the table of section names. */
static int
add_section(struct sha256 *sum, const struct buf *file, const Elf64_Shdr *sh,
    const Elf64_Shdr *names)
{
	const char *name;

	if (sh->sh_name >= names->sh_size || memchr(file->data +
	    names->sh_offset + sh->sh_name, '\0',
	    names->sh_size - sh->sh_name) == NULL)
		return (EINVAL);
	name = file->data + names->sh_offset + sh->sh_name;
	if (is_dressing(name))
		return (0);
	add_text(sum, name);
	add_number(sum, sh->sh_type);
	add_number(sum, sh->sh_flags);
	add_number(sum, sh->sh_addr);
	add_number(sum, sh->sh_size);
	if (sh->sh_type == SHT_NOBITS)
		return (0);
	if (!inside(file, sh->sh_offset, sh->sh_size))
		return (EINVAL);
	sha256_add(sum, file->data + sh->sh_offset, sh->sh_size);
	return (0);
}

static int
add_elf(struct sha256 *sum, const struct buf *file)
{
	Elf64_Shdr sh, names;
	Elf64_Ehdr eh;
	int error = 0;
	unsigned i;

	memcpy(&eh, file->data, sizeof(eh));
	if (eh.e_shentsize != sizeof(sh) || eh.e_shstrndx >= eh.e_shnum ||
	    !inside(file, eh.e_shoff, (uint64_t)eh.e_shnum * sizeof(sh)))
		return (EINVAL);
	memcpy(&names, file->data + eh.e_shoff + eh.e_shstrndx * sizeof(sh),
	    sizeof(names));
	if (!inside(file, names.sh_offset, names.sh_size))
		return (EINVAL);
	add_number(sum, eh.e_entry);
	for (i = 1; i < eh.e_shnum && error == 0; i++) {
		memcpy(&sh, file->data + eh.e_shoff + i * sizeof(sh),
		    sizeof(sh));
		error = add_section(sum, file, &sh, &names);
	}
	return (error);
}

int
binsum_file(struct sha256 *sum, const char *path)
{
	struct buf file = { 0 };
	int error;

	error = buf_read(&file, path);
	if (error != 0)
		return (error);
	if (file.len >= sizeof(Elf64_Ehdr) &&
	    memcmp(file.data, ELFMAG, SELFMAG) == 0 &&
	    file.data[EI_CLASS] == ELFCLASS64)
		error = add_elf(sum, &file);
	else
		sha256_add(sum, file.data, file.len);
	buf_free(&file);
	return (error);
}

int
binsum_tree(struct sha256 *sum, const char *path)
{
	const struct entry *e;
	struct image im;
	int error;
	size_t i;

	image_init(&im);
	error = image_tree(&im, path);
	if (error == 0)
		entries_sort(&im.files);
	for (i = 0; i < im.files.n && error == 0; i++) {
		e = &im.files.v[i];
		add_text(sum, e->path);
		add_number(sum, e->mode);
		add_number(sum, e->uid);
		add_number(sum, e->gid);
		add_number(sum, e->dev);
		add_text(sum, e->target != NULL ? e->target : "");
		add_text(sum, e->hard != NULL ? e->hard : "");
		if (S_ISREG(e->mode) && e->source != NULL)
			error = binsum_file(sum, e->source);
	}
	image_free(&im);
	return (error);
}
