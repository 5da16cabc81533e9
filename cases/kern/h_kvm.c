/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_kvm.c: /dev/kmem by the addresses that kldsym(2) gives, as kvm(3) reads it:
 * the kernel's variables, and the lists that vmstat(8) follows.
 */
#include "guest.h"
#include <sys/linker.h>
#include <sys/nchstats.h>
#include <sys/sysctl.h>

struct use {
	unsigned long	 memuse, inuse, calls, loose;
} __attribute__((aligned(64)));

struct type {
	struct type	*next;
	unsigned long	 loosememuse, limit, flags;
	unsigned int	 unused1, magic;
	const char	*shortdesc;
	unsigned long	 unused2;
	struct use	*use;
	struct use	 use0;
};

static int kmem;

static long
peek(const void *at, void *to, size_t n)
{
	return (sys(SYS_extpread, kmem, to, n, 0, at));
}

static unsigned long
address(const char *name)
{
	struct kld_sym_lookup kl;

	g_zero(&kl, sizeof(kl));
	kl.version = sizeof(kl);
	kl.symname = name;
	CHECK_EQ(sys(SYS_kldsym, 0, KLDSYM_LOOKUP, &kl), 0);
	return (kl.symvalue);
}

static void
variable(const char *name, void *to, size_t n)
{
	CHECK_EQ(peek((void *)address(name), to, n), (long)n);
}

static void
t_variables(void)
{
	int mib[2] = { CTL_KERN, KERN_MAXFILES }, value = 0, there = 1, cpus = 0;
	struct timeval boot, said;
	struct nchstats nch[2];
	size_t len = sizeof(value);

	CHECK_EQ(sys(SYS___sysctl, mib, 2, &value, &len, 0, 0), 0);
	variable("maxfiles", &there, sizeof(there));
	CHECK_EQ(there, value);
	variable("ncpus", &cpus, sizeof(cpus));
	CHECK_EQ(cpus, 2);
	mib[1] = KERN_BOOTTIME;
	len = sizeof(said);
	CHECK_EQ(sys(SYS___sysctl, mib, 2, &said, &len, 0, 0), 0);
	variable("boottime", &boot, sizeof(boot));
	CHECK(boot.tv_sec == said.tv_sec && boot.tv_usec == said.tv_usec);
	variable("nchstats", nch, sizeof(nch));
	CHECK(nch[0].ncs_goodhits > 0 && nch[0].ncs_miss > 0);
}

/* kmemstatistics: types of memory, each with a record a processor. */
static void
t_memory(void)
{
	struct type *p, t;
	struct use use[2];
	char name[1024];
	int n = 0, temp = 0;

	variable("kmemstatistics", &p, sizeof(p));
	for (; p != 0 && n < 1000; p = t.next, n++) {
		CHECK_EQ(peek(p, &t, sizeof(t)), (long)sizeof(t));
		CHECK_EQ(peek(t.shortdesc, name, sizeof(name)),
		    (long)sizeof(name));
		CHECK_EQ(peek(t.use, use, sizeof(use)), (long)sizeof(use));
		if (g_same(name, "temp", 5)) {
			temp++;
			CHECK(use[0].calls > 0 && t.limit > 1 << 20);
		}
	}
	CHECK(n > 20 && n < 1000);
	CHECK_EQ(temp, 1);
	variable("zlist", &p, sizeof(p));
	CHECK(p == 0);
}

static void
t_nowhere(void)
{
	char c;

	CHECK_EQ(peek((void *)0, &c, 1), -EFAULT);
	CHECK_EQ(peek((void *)0x1000, &c, 1), -EFAULT);
	CHECK_EQ(peek((void *)0x7ffffffff000, &c, 1), -EFAULT);
	CHECK_EQ(peek((void *)address("kernel_main"), &c, 1), 1);
}

int
main(void)
{
	kmem = (int)sys(SYS_open, "/dev/kmem", O_RDONLY);
	CHECK(kmem >= 0);
	RUN(t_variables);
	RUN(t_memory);
	RUN(t_nowhere);
	guest_done();
}
