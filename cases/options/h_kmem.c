/*
 * h_kmem.c: is kernel memory writable?
 *
 * usage: h_kmem [-w] device
 *
 * Without -w: device opens for reading, and each way to open it for writing is
 * EPERM.  With -w: this program finds a page of its own in the machine's
 * memory, writes it through the device and sees it changed.  For /dev/mem the
 * offset is a physical address; /dev/kmem begins where the kernel has its
 * memory, which the second argument of -w gives.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE	4096
#define MARK	0x766b65726e656c21ULL

static uint64_t own[PAGE / 8] __attribute__((aligned(PAGE)));

static void
closed(const char *device)
{
	static const int ways[] = { O_WRONLY, O_RDWR, O_RDWR | O_APPEND,
	    O_WRONLY | O_TRUNC };
	size_t i;
	int fd;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		fd = open(device, ways[i]);
		if (fd >= 0 || errno != EPERM)
			errx(1, "%s: open with %#x: %s", device, ways[i],
			    fd >= 0 ? "succeeded" : strerror(errno));
	}
	if ((fd = open(device, O_RDONLY)) < 0)
		err(1, "%s", device);
	if (write(fd, own, 8) >= 0)
		errx(1, "%s: written through a descriptor for reading", device);
}

/* Change the first word of the page at off, which looks like ours. */
static int
change(int fd, off_t off, uint64_t word)
{
	if (pwrite(fd, &word, sizeof(word), off) != sizeof(word))
		err(1, "write at %#llx", (unsigned long long)off);
	return (*(volatile uint64_t *)own == word);
}

static void
writable(const char *device, off_t start)
{
	static uint64_t page[PAGE / 8];
	uint64_t nonce = ((uint64_t)getpid() << 32) ^ (uintptr_t)&nonce;
	off_t off;
	size_t i;
	int fd;

	for (i = 0; i < PAGE / 8; i++)
		own[i] = MARK + nonce * (i + 1);
	if ((fd = open(device, O_RDWR)) < 0)
		err(1, "%s", device);
	for (off = start; pread(fd, page, PAGE, off) == PAGE; off += PAGE)
		if (memcmp(page, own, PAGE) == 0 && change(fd, off, ~nonce))
			return;
	errx(1, "%s: no page of mine up to %#llx", device,
	    (unsigned long long)off);
}

int
main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "-w") == 0)
		writable(argv[2], argc > 3 ? strtoll(argv[3], NULL, 0) : 0);
	else if (argc == 2)
		closed(argv[1]);
	else
		errx(64, "usage: h_kmem [-w] device [start]");
	return (0);
}
