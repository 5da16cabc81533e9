/*
 * h_broken.c: h_broken module.ko scratch.ko: load the module cut short at many
 * lengths, and with each field of its headers set to values that no honest
 * file has.  What is loaded after all is unloaded again.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/linker.h>
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned char whole[1 << 16], copy[1 << 16];
static size_t size;
static const char *scratch;
static int refused, harmless;

static void
try(size_t len)
{
	int fd, id;

	if ((fd = open(scratch, O_CREAT | O_TRUNC | O_WRONLY, 0600)) < 0 ||
	    write(fd, copy, len) != (ssize_t)len || close(fd) != 0)
		err(1, "%s", scratch);
	if ((id = kldload(scratch)) >= 0) {
		harmless++;
		if (kldunload(id) != 0)
			err(1, "kldunload");
	} else if (errno == ENOEXEC || errno == ENOMEM)
		refused++;
	else
		err(1, "kldload");
	memcpy(copy, whole, size);
}

/* Each value in turn at off, width bytes. */
static void
field(size_t off, size_t width)
{
	static const uint64_t values[] = { UINT64_MAX, INT64_MAX, 0x10000000 };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		memcpy(copy + off, &values[i], width);
		try(size);
	}
}

int
main(int argc, char **argv)
{
	Elf64_Ehdr eh;
	ssize_t n;
	int fd;

	if (argc != 3 || (fd = open(argv[1], O_RDONLY)) < 0 ||
	    (n = read(fd, whole, sizeof(whole))) <= (ssize_t)sizeof(eh))
		errx(1, "usage: h_broken module.ko scratch.ko");
	size = (size_t)n;
	scratch = argv[2];
	memcpy(copy, whole, size);
	memcpy(&eh, whole, sizeof(eh));
	for (size_t len = 1; len < size; len += 61)
		try(len);
	if (harmless != 0)
		errx(1, "a file that was cut short has been loaded");
	field(offsetof(Elf64_Ehdr, e_type), 2);
	field(offsetof(Elf64_Ehdr, e_machine), 2);
	field(offsetof(Elf64_Ehdr, e_shoff), 8);
	field(offsetof(Elf64_Ehdr, e_shnum), 2);
	field(offsetof(Elf64_Ehdr, e_shentsize), 2);
	field(offsetof(Elf64_Ehdr, e_shstrndx), 2);
	if (harmless != 0)
		errx(1, "a file with a broken header has been loaded");
	for (unsigned i = 1; i < eh.e_shnum; i++) {
		size_t at = eh.e_shoff + i * sizeof(Elf64_Shdr);

		field(at + offsetof(Elf64_Shdr, sh_offset), 8);
		field(at + offsetof(Elf64_Shdr, sh_size), 8);
		field(at + offsetof(Elf64_Shdr, sh_name), 4);
		field(at + offsetof(Elf64_Shdr, sh_addralign), 8);
		field(at + offsetof(Elf64_Shdr, sh_entsize), 8);
		field(at + offsetof(Elf64_Shdr, sh_link), 4);
		field(at + offsetof(Elf64_Shdr, sh_info), 4);
	}
	printf("%d refused, %d harmless\n", refused, harmless);
	return (0);
}
