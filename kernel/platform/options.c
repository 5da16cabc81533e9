/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * options.c: the command line of vkernel(7).
 */
#include "opt_kernel.h"
#include "platform/boot.h"
#include "platform/bootparam.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "host/host.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/kenv.h>
#include <sys/reboot.h>

#define MEM_MIN		(64ULL << 20)
#define MEM_STEP	(2ULL << 20)
#define MAXENV		64

struct boot_options boot_options = { .bo_ncpus = 2 };
struct boot_disk boot_disks[2 * BOOT_MAXUNITS];
int boot_ndisks;
int boothowto;
static int bootverbose;
SYSCTL_KINT(debug_bootverbose, "debug.bootverbose", OID_AUTO, CTLFLAG_RW,
    &bootverbose, "Verbose messages were asked for");
bool kmem_writable;
static const char *envs[MAXENV];
static int nenvs;

static const char usage_text[] =
    "usage: kernel [-hsUvtzd] [-c file] [-e name=value:name=value:...] "
    "[-i file]\n"
    "              [-I interface[:address1[:address2][/netmask]][=MAC]] "
    "[-l cpulock]\n"
    "              [-m size] [-n numcpus] [-p file] [-r file[:serno]] "
    "[-R file[:serno]]\n";
static const char help_text[] =
    "\n"
    "  -c file        read-only CD-ROM image; vcd0, vcd1, ...\n"
    "  -d             run without hardware assistance (there is none)\n"
    "  -e name=value  kernel environment, several separated by ':'; "
    "values may be\n"
    "                 quoted\n"
    "  -h             this list\n"
    "  -i file        memory image file; default "
    "/var/vkernel/memimg.NNNNNN\n"
    "  -I interface   network interface; vke0, vke1, ...\n"
    "  -l cpulock     bind CPUs: any, map[,startCPU] or CPU\n"
    "  -m size        memory: bytes, or with suffix K, M or G; at least "
    "64M, a\n"
    "                 multiple of 2M\n"
    "  -n numcpus     virtual CPUs, 1 to 16; default 2\n"
    "  -p file        file for the process id\n"
    "  -r file        disk image; vkd0, vkd1, ...\n"
    "  -R file        disk image, writes are discarded at exit\n"
    "  -s             boot to single-user mode\n"
    "  -t             precise timers (they always are)\n"
    "  -U             allow writing to kernel memory and loading modules\n"
    "  -v             verbose messages while booting\n"
    "  -z             touch all memory at start\n";

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

static void
print_lines(const char *text)
{
	char line[200];

	while (*text != '\0') {
		const char *nl = strchr(text, '\n');

		strlcpy(line, text, K_MIN(sizeof(line),
		    (size_t)(nl - text) + 1));
		host_log(line);
		text = nl + 1;
	}
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
		USAGE("-m %s: not a size", arg);
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
		    arg);
	if (__builtin_mul_overflow(v, scale, &v) || v >> 47 != 0)
		USAGE("-m %s: too large", arg);
	if (v < MEM_MIN || v % MEM_STEP != 0)
		USAGE("-m %s: at least 64M and a multiple of 2M is needed",
		    arg);
	boot_options.bo_memsize = v;
	boot_options.bo_memset = true;
}

static void
parse_cpus(const char *arg)
{
	const char *colon = strchr(arg, ':'), *colon2;
	const char *end = arg + strlen(arg);
	int64_t n, l = 0, c = 0;

	if (!number(arg, colon != NULL ? colon : end, 1, MAXCPU, &n))
		USAGE("-n %s: 1 to %d CPUs", arg, MAXCPU);
	if (colon != NULL) {
		colon2 = strchr(colon + 1, ':');
		if (!number(colon + 1, colon2 != NULL ? colon2 : end, 0, 7,
		    &l) || (colon2 != NULL &&
		    !number(colon2 + 1, end, 0, 7, &c)))
			USAGE("-n %s: lbits and cbits are 0 to 7", arg);
	}
	boot_options.bo_ncpus = (int)n;
}

static void
parse_lock(const char *arg)
{
	const char *end = arg + strlen(arg);
	int64_t cpu = 0;

	if (strcmp(arg, "any") == 0) {
		boot_options.bo_lock = LOCK_ANY;
		return;
	}
	boot_options.bo_lock = LOCK_MAP;
	if (strcmp(arg, "map") == 0)
		cpu = 0;
	else if (strncmp(arg, "map,", 4) == 0) {
		if (!number(arg + 4, end, 0, 4095, &cpu))
			USAGE("-l %s: not a CPU number", arg);
	} else if (number(arg, end, 0, 4095, &cpu))
		boot_options.bo_lock = LOCK_ONE;
	else
		USAGE("-l %s: any, map, map,startCPU or a CPU number", arg);
	boot_options.bo_lockcpu = (int)cpu;
}

static void
add_disk(int opt, const char *arg)
{
	enum boot_disk_kind kind = opt == 'c' ? BOOT_VCD : BOOT_VKD;
	struct boot_disk *bd;
	const char *colon;
	static char paths[2 * BOOT_MAXUNITS][256];
	int n = 0;

#ifndef NDEV_vkd
	if (kind == BOOT_VKD)
		USAGE("-%c %s: this kernel was built without device vkd", opt,
		    arg);
#endif
#ifndef NDEV_vcd
	if (kind == BOOT_VCD)
		USAGE("-%c %s: this kernel was built without device vcd", opt,
		    arg);
#endif
	for (int i = 0; i < boot_ndisks; i++)
		n += boot_disks[i].bd_kind == kind;
	if (n == BOOT_MAXUNITS)
		USAGE("-%c %s: more than %d of them", opt, arg,
		    BOOT_MAXUNITS);
	if (*arg == '\0')
		USAGE("-%c: empty file name", opt);
	bd = &boot_disks[boot_ndisks];
	bd->bd_kind = kind;
	bd->bd_cow = opt == 'R';
	if (strlcpy(paths[boot_ndisks], arg, sizeof(paths[0])) >=
	    sizeof(paths[0]))
		USAGE("-%c %.40s...: name too long", opt, arg);
	colon = opt == 'c' ? NULL : strrchr(arg, ':');
	if (colon != NULL && strchr(colon, '/') == NULL) {
		if (strlcpy(bd->bd_serno, colon + 1, sizeof(bd->bd_serno)) >=
		    sizeof(bd->bd_serno))
			USAGE("-%c %s: serial number too long", opt, arg);
		paths[boot_ndisks][colon - arg] = '\0';
	}
	bd->bd_path = paths[boot_ndisks++];
}

/* One variable from *p on; quotes protect colons.  false: malformed. */
static bool
next_variable(const char **pp, char *name, char *value)
{
	const char *p = *pp;
	size_t n = 0;
	char quote = 0;

	while (*p != '=' && *p != '\0' && *p != ':' && n < KENV_MNAMELEN - 1)
		name[n++] = *p++;
	name[n] = '\0';
	if (*p != '=' || n == 0)
		return (false);
	n = 0;
	for (p++; *p != '\0' && (quote != 0 || *p != ':'); p++) {
		if (quote != 0 ? *p == quote : (*p == '"' || *p == '\'')) {
			quote = quote != 0 ? 0 : *p;
			continue;
		}
		if (n == KENV_MVALLEN - 1)
			return (false);
		value[n++] = *p;
	}
	value[n] = '\0';
	if (quote != 0)
		return (false);
	if (*p == ':')
		p++;
	*pp = p;
	return (true);
}

static void
each_variable(void (*fn)(const char *, const char *))
{
	char name[KENV_MNAMELEN], value[KENV_MVALLEN];

	for (int i = 0; i < nenvs; i++)
		for (const char *p = envs[i]; *p != '\0';) {
			if (!next_variable(&p, name, value))
				USAGE("-e %s: name=value expected, separated "
				    "by ':', both below %d bytes", envs[i],
				    KENV_MVALLEN);
			if (fn != NULL)
				fn(name, value);
		}
}

static void
set_variable(const char *name, const char *value)
{
	int error = kenv_set(name, value);

	if (error != 0)
		USAGE("-e %s=%s: %s", name, value, host_strerror(error));
}

void
options_setenv(void)
{
	each_variable(set_variable);
	if (boothowto & RB_SINGLE)
		set_variable("boot_single", "YES");
	if (boothowto & RB_VERBOSE)
		set_variable("boot_verbose", "YES");
}

static void
option(int opt, const char *arg)
{
	switch (opt) {
	case 'c': case 'r': case 'R':
		add_disk(opt, arg);
		break;
	case 'e':
		if (nenvs == MAXENV)
			USAGE("-e: more than %d of them", MAXENV);
		envs[nenvs++] = arg;
		break;
	case 'i':
		boot_options.bo_memfile = arg;
		break;
	case 'I':
#ifndef NDEV_vke
		USAGE("-I %s: this kernel was built without device vke", arg);
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
		bootverbose = 1;
		break;
	case 'z':
		boot_options.bo_prezero = true;
		break;
	case 'd':
		break;		/* guest code never runs in a hypervisor here */
	case 'h':
		print_lines(usage_text);
		print_lines(help_text);
		host_exit(HOST_EXIT_OK);
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
		USAGE("-m size is needed: %s does not exist yet", path);
	if (error != 0)
		USAGE("-m size is needed: %s is no file that has one", path);
	if (size < MEM_MIN || size % MEM_STEP != 0)
		USAGE("-i %s: its size of %lu bytes is not 64M or more and a "
		    "multiple of 2M", path, size);
	boot_options.bo_memsize = size;
}

void
options_parse(const struct host_boot *hb)
{
	static const char with_arg[] = "ceiIlmnprR", plain[] = "hsUvtzd";
	int i;

	if (hb->argc <= 1) {
		print_lines(usage_text);
		host_exit(HOST_EXIT_USAGE);
	}
	for (i = 1; i < hb->argc; i++) {
		const char *p = hb->argv[i];

		if (p[0] != '-' || p[1] == '\0')
			USAGE("%s: not an option", p);
		if (strcmp(p, "--") == 0) {
			if (i + 1 < hb->argc)
				USAGE("%s: not an option", hb->argv[i + 1]);
			break;
		}
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
	each_variable(NULL);
	memory_from_file();
}

const char *
boot_rootguess(void)
{
	if (boot_ndisks == 0)
		return (NULL);
	return (boot_disks[0].bd_kind == BOOT_VCD ? "cd9660:vcd0" :
	    "ufs:vkd0s0a ufs:vkd0s1a");
}
