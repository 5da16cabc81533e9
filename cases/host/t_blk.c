/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_blk.c: block files of host.h, and the small calls beside them.
 */
#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "h_host.h"

#define DISK_SIZE	(8u << 20)

static struct host_diag	 diag;

static int
make_disk(const char *path, off_t size)
{
	int fd;

	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || ftruncate(fd, size) != 0)
		return (1);
	close(fd);
	return (0);
}

/* One request, waited for. */
static int
request(struct host_blk *blk, enum host_blkop op, uint64_t off, void *base,
    size_t len)
{
	struct host_blkiov iov = { base, len };
	struct host_blkreq req, *done;

	memset(&req, 0, sizeof(req));
	req.op = op;
	req.off = off;
	req.iov = &iov;
	req.niov = op == HOST_BLK_FLUSH ? 0 : 1;
	req.cookie = &req;
	if (host_blk_submit(blk, &req))
		return (req.error);
	while ((done = host_blk_done()) == NULL) {
		host_cpu_idle(0);
		host_cpu_take(HOST_PEND_IO);
	}
	return (done == &req ? req.error : -1);
}

CASE(write_flush_read, "what is written is read again, small and large, and in "
    "the file")
{
	static uint8_t out[1 << 20], in[1 << 20];
	struct host_blk *blk;
	uint64_t size;
	unsigned i;
	int fd;

	NEED_EQ(0, make_disk("disk", DISK_SIZE));
	NEED_EQ(0, host_cpu_init(1, &diag));
	NEED_EQ(0, host_blk_open("disk", 0, &blk, &size, &diag));
	NEED_EQ(DISK_SIZE, size);
	for (i = 0; i < sizeof(out); i++)
		out[i] = (uint8_t)(i * 31 + i / 977);
	NEED_EQ(0, request(blk, HOST_BLK_WRITE, 0, out, 512));
	NEED_EQ(0, request(blk, HOST_BLK_WRITE, 512, out + 512, sizeof(out) - 512));
	NEED_EQ(0, request(blk, HOST_BLK_WRITE, DISK_SIZE - 4096, out, 4096));
	NEED_EQ(0, request(blk, HOST_BLK_FLUSH, 0, NULL, 0));
	NEED_EQ(0, request(blk, HOST_BLK_READ, 0, in, sizeof(in)));
	NEED(memcmp(in, out, sizeof(in)) == 0);
	NEED_EQ(0, request(blk, HOST_BLK_READ, DISK_SIZE - 4096, in, 4096));
	NEED(memcmp(in, out, 4096) == 0);
	NEED_EQ(0, request(blk, HOST_BLK_READ, 2 << 20, in, 4096));
	for (i = 0; i < 4096; i++)
		NEED_EQ(0, in[i]);
	fd = open("disk", O_RDONLY);
	NEED_EQ(4096, pread(fd, in, 4096, 4096));
	NEED(memcmp(in, out + 4096, 4096) == 0);
	close(fd);
	/* Beyond the end. */
	NEED_EQ(5, request(blk, HOST_BLK_READ, DISK_SIZE - 512, in, 1024));
	NEED_EQ(5, request(blk, HOST_BLK_WRITE, DISK_SIZE, out, 512));
	NEED_EQ(5, request(blk, HOST_BLK_READ, ~0ull - 100, in, 512));
	host_blk_close(blk);
	return (0);
}

CASE(many_in_flight, "64 requests at once all come back, each once")
{
	static struct host_blkreq reqs[64];
	static struct host_blkiov iovs[64][2];
	static uint8_t mem[64][2][65536];
	struct host_blkreq *done;
	struct host_blk *blk;
	unsigned i, back;
	uint64_t size;

	NEED_EQ(0, make_disk("disk", 64 * 131072));
	NEED_EQ(0, host_cpu_init(1, &diag));
	NEED_EQ(0, host_blk_open("disk", 0, &blk, &size, &diag));
	back = 0;
	for (i = 0; i < 64; i++) {
		memset(mem[i], (int)i + 1, sizeof(mem[i]));
		iovs[i][0] = (struct host_blkiov){ mem[i][0], 65536 };
		iovs[i][1] = (struct host_blkiov){ mem[i][1], 65536 };
		reqs[i].op = HOST_BLK_WRITE;
		reqs[i].off = i * 131072ull;
		reqs[i].iov = iovs[i];
		reqs[i].niov = 2;
		reqs[i].cookie = &reqs[i];
		if (host_blk_submit(blk, &reqs[i])) {
			reqs[i].cookie = NULL;
			back++;
		}
	}
	while (back < 64) {
		while ((done = host_blk_done()) != NULL) {
			NEED(done->cookie == done);
			NEED_EQ(0, done->error);
			done->cookie = NULL;
			back++;
		}
		if (back < 64) {
			host_cpu_idle(0);
			host_cpu_take(HOST_PEND_IO);
		}
	}
	for (i = 0; i < 64; i++) {
		memset(mem[0], 0, sizeof(mem[0]));
		NEED_EQ(0, request(blk, HOST_BLK_READ, i * 131072ull + 131071,
		    mem[0], 1));
		NEED_EQ(i + 1, mem[0][0][0]);
	}
	NEED(host_blk_done() == NULL);
	return (0);
}

CASE(discard_writes_stay_private, "with HOST_BLK_DISCARD writes are seen, the "
    "file is not changed nor locked")
{
	struct host_blk *blk, *writer;
	uint8_t buf[8192];
	uint64_t size;
	int fd;

	NEED_EQ(0, make_disk("disk", DISK_SIZE + 100));
	NEED_EQ(0, host_cpu_init(1, &diag));
	fd = open("disk", O_RDWR);
	memset(buf, 'o', sizeof(buf));
	NEED_EQ(8192, pwrite(fd, buf, 8192, 4096));
	NEED_EQ(100, pwrite(fd, buf, 100, DISK_SIZE));
	NEED_EQ(0, host_blk_open("disk", HOST_BLK_DISCARD, &blk, &size, &diag));
	NEED_EQ(0, host_blk_open("disk", 0, &writer, &size, &diag));
	memset(buf, 'n', sizeof(buf));
	NEED_EQ(0, request(blk, HOST_BLK_WRITE, 4096 + 512, buf, 1024));
	NEED_EQ(0, request(blk, HOST_BLK_WRITE, DISK_SIZE + 10, buf, 20));
	NEED_EQ(0, request(blk, HOST_BLK_FLUSH, 0, NULL, 0));
	NEED_EQ(0, request(blk, HOST_BLK_READ, 4096, buf, 8192));
	NEED(buf[0] == 'o' && buf[511] == 'o' && buf[512] == 'n' &&
	    buf[1535] == 'n' && buf[1536] == 'o' && buf[8191] == 'o');
	NEED_EQ(0, request(blk, HOST_BLK_READ, DISK_SIZE, buf, 100));
	NEED(buf[9] == 'o' && buf[10] == 'n' && buf[29] == 'n' && buf[30] == 'o');
	NEED_EQ(8192, pread(fd, buf, 8192, 4096));
	NEED(buf[512] == 'o');
	return (0);
}

CASE(open_refuses, "what cannot be a disk is refused with its reason")
{
	struct host_blk *a, *b;
	uint64_t size;
	uint8_t buf[512];
	int fd;

	NEED_EQ(0, make_disk("disk", DISK_SIZE));
	NEED_EQ(0, mkdir("dir", 0777));
	NEED_EQ(0, mkfifo("fifo", 0666));
	NEED_EQ(0, host_cpu_init(1, &diag));
	NEED_EQ(2, host_blk_open("none", 0, &a, &size, &diag));
	NEED(strcmp(diag.what, "none") == 0);
	NEED_EQ(21, host_blk_open("dir", HOST_BLK_RDONLY, &a, &size, &diag));
	NEED_EQ(21, host_blk_open("dir", 0, &a, &size, &diag));
	NEED_EQ(79, host_blk_open("fifo", HOST_BLK_RDONLY, &a, &size, &diag));
	NEED_EQ(79, host_blk_open("/dev/null", 0, &a, &size, &diag));
	NEED_EQ(0, host_blk_open("disk", 0, &a, &size, &diag));
	NEED_EQ(35, host_blk_open("disk", 0, &b, &size, &diag));
	NEED_EQ(35, host_blk_open("disk", HOST_BLK_RDONLY, &b, &size, &diag));
	host_blk_close(a);
	NEED_EQ(0, host_blk_open("disk", HOST_BLK_RDONLY, &a, &size, &diag));
	NEED_EQ(0, host_blk_open("disk", HOST_BLK_RDONLY, &b, &size, &diag));
	NEED_EQ(30, request(a, HOST_BLK_WRITE, 0, buf, 512));
	NEED_EQ(0, request(a, HOST_BLK_FLUSH, 0, NULL, 0));
	NEED_EQ(0, request(a, HOST_BLK_READ, 0, buf, 512));
	/* A file cut under us is an error, not the end of the world. */
	fd = open("disk", O_RDWR);
	NEED_EQ(0, ftruncate(fd, 4096));
	NEED_EQ(5, request(a, HOST_BLK_READ, 1 << 20, buf, 512));
	return (0);
}

CASE(clocks_and_chance, "clocks advance, the counter's rate is true, random "
    "bytes differ")
{
	uint8_t a[300], b[300];
	uint64_t t0, t1, w0, hz;

	NEED_EQ(0, host_cpu_init(1, &diag));
	t0 = host_mono_ns();
	w0 = host_wall_ns();
	NEED(w0 > 1600000000ull * 1000000000ull);
	host_cpu_idle(t0 + 20000000);
	t1 = host_mono_ns();
	NEED(t1 - t0 >= 20000000);
	NEED(host_wall_ns() > w0);
	hz = host_tsc_hz();
	NEED(hz == 0 || (hz > 100000000ull && hz < 20000000000ull));
	NEED_EQ(hz, host_tsc_hz());
	host_random(a, sizeof(a));
	host_random(b, sizeof(b));
	NEED(memcmp(a, b, sizeof(a)) != 0);
	NEED(host_ncpus() >= 1);
	NEED(host_memsize() > 64 << 20);
	NEED_EQ(0, host_cpu_number());
	NEED_EQ(0, host_cpu_affinity(0, -1));
	NEED_EQ(22, host_cpu_affinity(0, 100000));
	return (0);
}

static uint64_t	 self_block[2];

CASE(self_pointer, "the block given to host_cpu_setself is at %%gs:0 and stays")
{
	uint64_t value;

	NEED_EQ(0, start(1));
	self_block[0] = (uint64_t)self_block;
	self_block[1] = 42;
	host_cpu_setself(self_block);
	__asm__ __volatile__("movq %%gs:0, %0" : "=r" (value));
	NEED_EQ((uint64_t)self_block, value);
	cx->uc_regs.rip = CODE_VA;
	page(CODE_PAGE)[0] = 0xcc;
	NEED_EQ(UX_TRAP, run());
	__asm__ __volatile__("movq %%gs:8, %0" : "=r" (value));
	NEED_EQ(42, value);
	return (0);
}

CASE(discarded_memory_is_zero, "host_ram_discard gives pages back, in spaces "
    "too")
{

	NEED_EQ(0, start(1));
	memset(page(FREE_PAGE), 0x77, 8192);
	NEED_EQ(0, host_ram_discard(POOL_OFF + FREE_PAGE * 4096ull, 4096));
	NEED_EQ(0, page(FREE_PAGE)[0]);
	NEED_EQ(0x77, page(FREE_PAGE)[4096]);
	NEED_EQ(22, host_ram_discard(1, 4096));
	NEED_EQ(22, host_ram_discard(RAM_SIZE, 4096));
	return (0);
}

/* A pipe tells whether a page can be touched: 0 or an errno. */
static int
touch(const uint8_t *p)
{
	int fds[2], error;

	if (pipe(fds) != 0)
		return (errno);
	error = write(fds[1], p, 1) == 1 ? 0 : errno;
	close(fds[0]);
	close(fds[1]);
	return (error);
}

CASE(guarded_memory_cannot_be_touched, "host_ram_guard bars pages, whose "
    "contents stay")
{
	uint64_t off = POOL_OFF + FREE_PAGE * 4096ull;

	NEED_EQ(0, start(1));
	memset(page(FREE_PAGE), 0x77, 8192);
	NEED_EQ(0, host_ram_guard(off, 4096, true));
	NEED_EQ(EFAULT, touch(page(FREE_PAGE)));
	NEED_EQ(EFAULT, touch(page(FREE_PAGE) + 4095));
	NEED_EQ(0, touch(page(FREE_PAGE) + 4096));
	NEED_EQ(0, touch(page(FREE_PAGE) - 1));
	NEED_EQ(0, host_ram_guard(off, 4096, false));
	NEED_EQ(0x77, page(FREE_PAGE)[4095]);
	page(FREE_PAGE)[0] = 1;
	NEED_EQ(22, host_ram_guard(1, 4096, true));
	NEED_EQ(22, host_ram_guard(RAM_SIZE, 4096, true));
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, write_flush_read);
	ATF_TP_ADD_TC(tp, many_in_flight);
	ATF_TP_ADD_TC(tp, discard_writes_stay_private);
	ATF_TP_ADD_TC(tp, open_refuses);
	ATF_TP_ADD_TC(tp, clocks_and_chance);
	ATF_TP_ADD_TC(tp, self_pointer);
	ATF_TP_ADD_TC(tp, discarded_memory_is_zero);
	ATF_TP_ADD_TC(tp, guarded_memory_cannot_be_touched);
	return (atf_no_error());
}
