/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.c: the command line of vkernel(7), all but the variables of -e, which
 * are optenv.c, the interfaces of -I, which are optnet.c, and the disks, which
 * are optdisk.c.  Runs once, on
 * the first CPU, before there is memory or a console: nothing here allocates,
 * and messages go to standard error, each in one line that names the option
 * and its value.
 *
 * An option given twice counts as given last; -c, -r, -R, -I and -e add up.
 */
#include "opt_kernel.h"
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "host/host.h"
#include "host/host_console.h"
#include "host/host_cpu.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/reboot.h>

#define MEM_MIN		(64ULL << 20)
#define MEM_STEP	(2ULL << 20)
#define MB		20		/* shift */
#define SHOWN		80		/* bytes of an argument in a message */

struct boot_options boot_options = { .bo_ncpus = 2 };
int boothowto;
int bootverbose;
SYSCTL_KINT(debug_bootverbose, "debug.bootverbose", OID_AUTO, CTLFLAG_RW,
    &bootverbose, "Verbose messages were asked for");
bool kmem_writable;

static const char usage_text[] =
    "usage: kernel [-dhstUvz] [-c file] [-e name=value:name=value:...] "
    "[-i file]\n"
    "              [-I interface[:address1[:address2][/netmask]][=MAC]] "
    "[-l cpulock]\n"
    "              [-m size] [-n numcpus[:lbits[:cbits]]] [-p file] "
    "[-r file[:serno]]\n"
    "              [-R file[:serno]]\n";
static const char help_text[] =
    "\n"
    "  -c file        read-only CD-ROM image: vcd0, vcd1, ...\n"
    "  -d             no hardware assistance (none is ever used)\n"
    "  -e name=value  variables of the kernel's environment, several "
    "separated by ':';\n"
    "                 values may be quoted\n"
    "  -h             this list\n"
    "  -i file        memory image; default /var/vkernel/memimg.NNNNNN\n"
    "  -I interface   network interface: vke0, vke1, ...; a tap of the "
    "host, auto, or\n"
    "                 the socket of vknetd(8)\n"
    "  -l cpulock     host CPUs to use: any, map[,startCPU] or CPU; "
    "default any\n"
    "  -m size        memory in bytes or with suffix K, M or G; at least "
    "64M, a\n"
    "                 multiple of 2M; default the size of the -i file\n"
    "  -n numcpus     virtual CPUs, 1 to 16; default 2; with :lbits:cbits "
    "threads of a\n"
    "                 core and cores of a chip, as powers of two\n"
    "  -p file        file that gets the process id\n"
    "  -r file        disk image, with a serial number after ':': vkd0, "
    "vkd1, ...\n"
    "  -R file        like -r, but what is written to it is gone at the end\n"
    "  -s             boot to single-user mode\n"
    "  -t             precise timers (they always are)\n"
    "  -U             allow writing to kernel memory and loading modules\n"
    "  -v             verbose messages while booting\n"
    "  -z             have the host give all memory at the start\n";

const char *
boot_shown(const char *arg)
{
	static char texts[2][SHOWN + 4];
	static int turn;
	char *text = texts[turn];

	if (strlen(arg) <= SHOWN)
		return (arg);
	turn = !turn;
	strlcpy(text, arg, SHOWN + 1);
	strlcpy(text + SHOWN, "...", 4);
	return (text);
}

void
boot_fail(int status, const char *fmt, ...)
{
	char line[400] = "vkernel: ";
	va_list ap;

	va_start(ap, fmt);
	kvsnprintf(line + 9, sizeof(line) - 9, fmt, ap);
	va_end(ap);
	host_log(line);
	host_exit(status);
}

#define USAGE(...)	boot_fail(HOST_EXIT_USAGE, __VA_ARGS__)

/* Usage, to standard error, a line at a time. */
static void
print_usage(void)
{
	char line[200];

	for (const char *p = usage_text, *nl; *p != '\0'; p = nl + 1) {
		nl = strchr(p, '\n');
		strlcpy(line, p, K_MIN(sizeof(line), (size_t)(nl - p) + 1));
		host_log(line);
	}
}

/* -h: what was asked for goes to standard output. */
static void
print_help(void)
{
	host_console_write_sync(usage_text, sizeof(usage_text) - 1);
	host_console_write_sync(help_text, sizeof(help_text) - 1);
	host_exit(HOST_EXIT_OK);
}

/* A decimal number in [lo, hi] that is all of the string up to stop. */
static bool
number(const char *s, const char *stop, int64_t lo, int64_t hi, int64_t *v)
{
	char *end;

	if (s == stop || *s < '0' || *s > '9')
		return (false);
	*v = strtoq(s, &end, 10);
	return (end == stop && *v >= lo && *v <= hi);
}

static void
parse_memory(const char *arg)
{
	char *end;
	uint64_t v = strtouq(arg, &end, 10), scale = 1;

	if (*arg < '0' || *arg > '9')
		USAGE("-m %s: not a size", boot_shown(arg));
	switch (*end) {
	case 'g': case 'G':
		scale *= 1024;	/* FALLTHROUGH */
	case 'm': case 'M':
		scale *= 1024;	/* FALLTHROUGH */
	case 'k': case 'K':
		scale *= 1024;
		end++;
	}
	if (*end != '\0')
		USAGE("-m %s: not a size (bytes, or with suffix K, M or G)",
		    boot_shown(arg));
	if (__builtin_mul_overflow(v, scale, &v) || v >> 47 != 0)
		USAGE("-m %s: too large", boot_shown(arg));
	if (v < MEM_MIN || v % MEM_STEP != 0)
		USAGE("-m %s: at least 64M and a multiple of 2M is needed",
		    boot_shown(arg));
	if (v > host_memsize())
		USAGE("-m %s: the host has %lu MB", boot_shown(arg),
		    host_memsize() >> MB);
	boot_options.bo_memsize = v;
	boot_options.bo_memset = true;
}

/* How many bits number n things. */
static int
bits_for(int64_t n)
{
	int bits = 0;

	while ((1 << bits) < n)
		bits++;
	return (bits);
}

/* numcpus[:lbits[:cbits]] */
static void
parse_cpus(const char *arg)
{
	const char *colon = strchr(arg, ':'), *colon2 = NULL;
	const char *end = arg + strlen(arg);
	int64_t n, l = 0, c = 0;

	if (!number(arg, colon != NULL ? colon : end, 1, MAXCPU, &n))
		USAGE("-n %s: 1 to %d CPUs", boot_shown(arg), MAXCPU);
	if (colon != NULL) {
		colon2 = strchr(colon + 1, ':');
		if (!number(colon + 1, colon2 != NULL ? colon2 : end, 0,
		    bits_for(n), &l))
			USAGE("-n %s: lbits are 0 to %d with %d CPUs",
			    boot_shown(arg), bits_for(n), (int)n);
	}
	if (colon2 != NULL && !number(colon2 + 1, end, 0, bits_for(n) - l, &c))
		USAGE("-n %s: cbits are 0 to %d with %d CPUs and %d lbits",
		    boot_shown(arg), bits_for(n) - (int)l, (int)n, (int)l);
	boot_options.bo_ncpus = (int)n;
	boot_options.bo_lbits = (int)l;
	boot_options.bo_cbits = (int)c;
}

/* any | map[,startCPU] | CPU; lock_cpus() finds out whether they are there. */
static void
parse_lock(const char *arg)
{
	const char *end = arg + strlen(arg);
	int64_t cpu = -1;

	boot_options.bo_lockarg = arg;
	if (strcmp(arg, "any") == 0)
		boot_options.bo_lock = LOCK_ANY;
	else if (strcmp(arg, "map") == 0)
		boot_options.bo_lock = LOCK_MAP;
	else if (strncmp(arg, "map,", 4) == 0) {
		boot_options.bo_lock = LOCK_MAP;
		if (!number(arg + 4, end, 0, INT32_MAX, &cpu))
			USAGE("-l %s: no CPU number behind the comma",
			    boot_shown(arg));
	} else if (number(arg, end, 0, INT32_MAX, &cpu))
		boot_options.bo_lock = LOCK_ONE;
	else
		USAGE("-l %s: any, map, map,startCPU or a CPU number",
		    boot_shown(arg));
	boot_options.bo_lockcpu = (int)cpu;
}

static void
option(int opt, const char *arg)
{
	if (arg != NULL && *arg == '\0' && strchr("ciprR", opt) != NULL)
		USAGE("-%c: empty file name", opt);
	switch (opt) {
	case 'c': case 'r': case 'R':
		optdisk_add(opt, arg);
		break;
	case 'e':
		optenv_add(arg);
		break;
	case 'i':
		boot_options.bo_memfile = arg;
		break;
	case 'I':
#if defined(NDEV_vke) && defined(OPT_INET)
		optnet_add(arg);
#else
		USAGE("-I %s: this kernel was built without device vke",
		    boot_shown(arg));
#endif
		break;
	case 'l':
		parse_lock(arg);
		break;
	case 'm':
		parse_memory(arg);
		break;
	case 'n':
		parse_cpus(arg);
		break;
	case 'p':
		boot_options.bo_pidfile = arg;
		break;
	case 's':
		boothowto |= RB_SINGLE;
		break;
	case 't':
		break;		/* every timer has the host's resolution */
	case 'U':
		boot_options.bo_writable = kmem_writable = true;
		break;
	case 'v':
		boothowto |= RB_VERBOSE;
		break;
	case 'z':
		boot_options.bo_prezero = true;
		break;
	case 'd':
		break;		/* guest code never runs in a hypervisor here */
	case 'h':
		print_help();
	}
}

/* Without -m the size of an existing -i file counts. */
static void
memory_from_file(void)
{
	const char *path = boot_options.bo_memfile;
	uint64_t size;
	int error;

	if (boot_options.bo_memset)
		return;
	if (path == NULL)
		USAGE("-m size is needed (or -i with an existing file)");
	if ((error = host_file_size(path, &size)) == ENOENT)
		USAGE("-m size is needed: -i %s does not exist yet",
		    boot_shown(path));
	if (error != 0)
		USAGE("-m size is needed: -i %s is no file that has one",
		    boot_shown(path));
	if (size < MEM_MIN || size % MEM_STEP != 0)
		USAGE("-i %s: its size of %lu bytes is not 64M or more and a "
		    "multiple of 2M", boot_shown(path), size);
	if (size > host_memsize())
		USAGE("-i %s: its size is %lu MB, the host has %lu MB",
		    boot_shown(path), size >> MB, host_memsize() >> MB);
	boot_options.bo_memsize = size;
}

void
options_parse(const struct host_boot *hb)
{
	static const char with_arg[] = "ceiIlmnprR", plain[] = "hsUvtzd";
	int i;

	if (hb->argc <= 1) {
		print_usage();
		host_exit(HOST_EXIT_USAGE);
	}
	for (i = 1; i < hb->argc; i++) {
		const char *p = hb->argv[i];

		if (p[0] != '-' || p[1] == '\0')
			USAGE("%s: not an option", boot_shown(p));
		if (strcmp(p, "--") == 0) {
			if (i + 1 < hb->argc)
				USAGE("%s: not an option",
				    boot_shown(hb->argv[i + 1]));
			break;
		}
		if (p[1] == '-')
			USAGE("%s: no such option (-h lists them)",
			    boot_shown(p));
		for (p++; *p != '\0'; p++) {
			if (strchr(plain, *p) != NULL)
				option(*p, NULL);
			else if (strchr(with_arg, *p) == NULL)
				USAGE("-%c: no such option (-h lists them)",
				    *p);
			else {
				if (p[1] == '\0' && i + 1 == hb->argc)
					USAGE("-%c: argument missing", *p);
				option(*p, p[1] != '\0' ? p + 1 :
				    hb->argv[++i]);
				break;
			}
		}
	}
	optenv_check();
	bootverbose = (boothowto & RB_VERBOSE) != 0;
	memory_from_file();
	optdisk_check();
}
