/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_dynprog.c: a program with PT_INTERP: that its dynamic linker ran, its own
 * data, and its pointers, which the linker relocated when they had to be.
 */
#include "guest.h"
#include "h_dyn.h"

#define BSS_SIZE	20000

static volatile int word = 0x12345678;
static volatile int *volatile pointer = &word;
static volatile char bss[BSS_SIZE];
static unsigned char ret[16] = { 0xc3 };	/* an instruction in data */

static void
t_data(void)
{
	int set = 0;

	CHECK_EQ(word, 0x12345678);
	CHECK(pointer == &word);
	CHECK_EQ(*pointer, 0x12345678);
	for (int i = 0; i < BSS_SIZE; i++)
		set += bss[i] != 0;
	CHECK_EQ(set, 0);
	*pointer = 1;
	bss[BSS_SIZE - 1] = 1;
	CHECK_EQ(word, 1);
}

/* Data are not executable. */
static void
t_noexec(void)
{
	union {
		unsigned char	*data;
		void		(*code)(void);
	} u = { ret };
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		u.code();
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK((st & 0177) == SIGSEGV || (st & 0177) == SIGBUS);
}

void program(char **vec, dyn_cleanup *cleanup, char **sp);
DYN_START(program);

__attribute__((used)) void
program(char **vec, dyn_cleanup *cleanup, char **sp)
{
	CHECK((unsigned long)sp % 16 == 8 && sp <= vec && vec - sp < 2);
	CHECK_EQ((long)vec[0], 3);
	CHECK(cleanup != 0);
	g_nocore();
	t_data();
	t_noexec();
	CHECK_EQ(cleanup(), 0);
	g_exit(failures == 0 ? DYN_STATUS : 1);
}
