/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shared.c: a shared object with everything that a dynamic linker has to do
 * with one: pointers to relocate, calls and data of the program's, a
 * constructor, data, bss over several pages, constants after relocation.
 */
extern int outside(int);
extern int outer;

int big[5000];				/* bss that goes beyond the file */
int data[3000] = { 1, 2, 3 };
static int made;
int *const pointer = &data[1];		/* relocated, then read-only */
int *bridge = &outer;

int
twice(int n)
{
	return (2 * n);
}

int (*const table[])(int) = { twice, outside };

__attribute__((constructor)) static void
make(void)
{
	made = 42;
}

int
work(int n)
{
	big[n] += n;
	data[2]++;
	return (table[0](n) + table[1](n) + *pointer + *bridge + made +
	    big[n] + data[2]);
}
