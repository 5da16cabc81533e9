/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_line.c: a kernel that only does what its first argument says, for the
 * cases of the supervisor, the console and the memory image.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "host_console.h"
#include "host_cpu.h"
#include "host_debug.h"
#include "host_mem.h"

static const char *command = "";
static volatile uintptr_t nowhere = 8;

void
kernel_fault(const struct host_fault *hf)
{

	fprintf(stderr, "fault %d address %#llx\n", hf->signo,
	    (unsigned long long)hf->addr);
	if (strcmp(command, "crashtwice") == 0)
		*(volatile int *)(nowhere + 8) = 1;
}

static int
fail(const struct host_diag *diag, int error, int status)
{

	fprintf(stderr, "%s: %s\n", diag->what, host_strerror(error));
	return (status);
}

static unsigned
count_fds(const char *whose)
{
	char path[64];
	struct dirent *de;
	unsigned n;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%s/fd", whose);
	d = opendir(path);
	if (d == NULL)
		return (0);
	for (n = 0; (de = readdir(d)) != NULL;)
		n += de->d_name[0] != '.';
	closedir(d);
	return (n);
}

/* Until the process sleeps: the supervisor waits, and has closed what it will. */
static void
await_sleep(const char *pid)
{
	char path[64], state;
	FILE *fp;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	do {
		state = '\0';
		fp = fopen(path, "re");
		if (fp == NULL)
			return;
		if (fscanf(fp, "%*d (%*[^)]) %c", &state) != 1)
			state = '\0';
		fclose(fp);
		if (state != 'S')
			usleep(1000);
	} while (state != 'S');
}

static int
do_reboot(const struct host_boot *boot, unsigned times)
{
	struct host_diag diag;
	char parent[16];

	snprintf(parent, sizeof(parent), "%d", (int)getppid());
	await_sleep(parent);
	printf("generation %u fds %u %u args %d\n", boot->generation,
	    count_fds("self"), count_fds(parent), boot->argc);
	fflush(stdout);
	if (host_cpu_init(2, &diag) != 0 || host_console_open(&diag) != 0)
		return (HOST_EXIT_HOST);
	if (boot->generation < times)
		host_reboot();
	return (0);
}

/* Reboot when a byte comes. */
static int
do_reboot_told(void)
{

	printf("generation 0\n");
	fflush(stdout);
	getchar();
	host_reboot();
}

/* Wait for n events of a kind, saying so. */
static int
do_wait(uint32_t bit, unsigned n)
{
	struct host_diag diag;
	uint32_t bits;

	if (host_cpu_init(1, &diag) != 0)
		return (HOST_EXIT_HOST);
	printf("ready\n");
	fflush(stdout);
	while (n > 0) {
		host_cpu_idle(0);
		bits = host_cpu_take(~0u);
		if (bits & bit) {
			n--;
			printf("event\n");
			fflush(stdout);
		} else
			printf("other %#x\n", bits);
	}
	return (0);
}

static int
do_ram(const char *kind, const char *path, uint64_t size, bool touch)
{
	struct host_diag diag;
	struct host_ram ram;
	uint64_t off;
	int error;

	error = host_ram_open(strcmp(kind, "auto") == 0 ? HOST_RAM_AUTO :
	    HOST_RAM_FILE, path, &ram, &diag);
	if (error == 0) {
		printf("%s %s%s\n", ram.anonymous ? "anonymous" : "file",
		    ram.path, diag.what);
		error = host_ram_create(size, &ram, &diag);
	}
	if (error != 0)
		return (fail(&diag, error, HOST_EXIT_NOINPUT));
	fflush(stdout);
	for (off = 0; touch && off < size; off += HOST_PAGE_SIZE)
		ram.base[off] = 1;
	getchar();
	return (0);
}

static int
do_flood(size_t total, bool wait)
{
	struct host_diag diag;
	char buf[1000];
	size_t done, n, want;
	unsigned refused;

	memset(buf, 'x', sizeof(buf));
	if (host_cpu_init(1, &diag) != 0 || host_console_open(&diag) != 0)
		return (HOST_EXIT_HOST);
	refused = 0;
	for (done = 0; done < total; done += n) {
		want = total - done < sizeof(buf) ? total - done : sizeof(buf);
		n = host_console_write(buf, want);
		if (n == want)
			continue;
		refused++;
		if (!wait)
			break;
		while ((host_cpu_take(~0u) & HOST_PEND_CONSPACE) == 0)
			host_cpu_idle(0);
	}
	fprintf(stderr, "written %zu refused %u\n", done, refused);
	return (0);
}

static int
do_echo(void)
{
	struct host_diag diag;
	unsigned events;
	char buf[64];
	size_t got;
	bool eof;

	if (host_cpu_init(1, &diag) != 0 || host_console_open(&diag) != 0)
		return (HOST_EXIT_HOST);
	events = 0;
	for (eof = false; !eof;) {
		host_cpu_idle(0);
		host_cpu_take(~0u);
		events++;
		do {
			host_console_read(buf, sizeof(buf), &got, &eof);
			host_console_write(buf, got);
		} while (got > 0);
	}
	/* The bit that told of the end may come after it; then silence. */
	host_cpu_idle(host_mono_ns() + 100000000);
	host_cpu_take(~0u);
	if (host_cpu_idle(host_mono_ns() + 200000000) != 0)
		return (1);
	fprintf(stderr, "events %u\n", events);
	return (0);
}

static int
do_getc(void)
{
	struct host_diag diag;
	int c;

	if (host_cpu_init(1, &diag) != 0 || host_console_open(&diag) != 0)
		return (HOST_EXIT_HOST);
	host_console_mode(HOST_CONS_DEBUGGER);
	host_console_write_sync("db> ", 4);
	while ((c = host_console_getc(5000000000ull)) != -1)
		fprintf(stderr, "<%c>", c);
	return (host_console_getc(1000000) == -1 ? 0 : 1);
}

static int
do_pidfile(const char *path)
{
	struct host_diag diag;
	int error;

	error = host_pidfile(path, &diag);
	if (error != 0)
		return (fail(&diag, error, 1));
	return (do_wait(HOST_PEND_TERM, 1));
}

static int
do_policy(void)
{
	struct host_diag diag;
	bool enabled;
	int error;

	error = host_policy_enabled(&enabled, &diag);
	if (error != 0)
		return (fail(&diag, error, HOST_EXIT_USAGE));
	return (enabled ? 0 : HOST_EXIT_DISABLED);
}

static int
do_tty(void)
{
	struct host_diag diag;
	uint16_t ws[4];

	if (host_cpu_init(1, &diag) != 0 || host_console_open(&diag) != 0)
		return (HOST_EXIT_HOST);
	for (;;) {
		host_console_winsize(ws);
		fprintf(stderr, "ready %u %u\n", ws[0], ws[1]);
		host_cpu_idle(0);
		if (host_cpu_take(~0u) & HOST_PEND_DDB)
			return (0);
	}
}

int
kernel_main(const struct host_boot *boot)
{
	const char *a1, *a2, *a3;
	int argc = boot->argc;

	command = argc > 1 ? boot->argv[1] : "";
	a1 = argc > 2 ? boot->argv[2] : "0";
	a2 = argc > 3 ? boot->argv[3] : "0";
	a3 = argc > 4 ? boot->argv[4] : "0";
	if (strcmp(command, "return") == 0)
		return (atoi(a1));
	if (strcmp(command, "exit") == 0)
		host_exit(atoi(a1));
	if (strcmp(command, "reboot") == 0 && atoi(a1) == 0)
		return (do_reboot_told());
	if (strcmp(command, "reboot") == 0)
		return (do_reboot(boot, (unsigned)atoi(a1)));
	if (strncmp(command, "crash", 5) == 0)
		*(volatile int *)nowhere = 1;
	if (strcmp(command, "suicide") == 0)
		kill(getpid(), SIGKILL);
	if (strcmp(command, "term") == 0)
		return (do_wait(HOST_PEND_TERM, (unsigned)atoi(a1)));
	if (strcmp(command, "quit") == 0)
		return (do_wait(HOST_PEND_DDB, (unsigned)atoi(a1)));
	if (strcmp(command, "ram") == 0)
		return (do_ram(a1, a2, strtoull(a3, NULL, 0), false));
	if (strcmp(command, "ramtouch") == 0)
		return (do_ram(a1, a2, strtoull(a3, NULL, 0), true));
	if (strcmp(command, "flood") == 0)
		return (do_flood((size_t)atol(a1), true));
	if (strcmp(command, "stuck") == 0)
		return (do_flood((size_t)atol(a1), false));
	if (strcmp(command, "echo") == 0)
		return (do_echo());
	if (strcmp(command, "getc") == 0)
		return (do_getc());
	if (strcmp(command, "pidfile") == 0)
		return (do_pidfile(a1));
	if (strcmp(command, "policy") == 0)
		return (do_policy());
	if (strcmp(command, "tty") == 0)
		return (do_tty());
	fprintf(stderr, "h_line: what is `%s'?\n", command);
	return (HOST_EXIT_USAGE);
}
