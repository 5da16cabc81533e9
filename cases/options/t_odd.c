/*
 * t_odd.c: odd values of each option: the kernel says in one line which option
 * it does not take and with what value, ends with the documented status, and
 * leaves nothing behind: no file that was not there, none changed or locked,
 * no process.
 *
 * A row is a command line and an extended regular expression for the line. The
 * files that rows name are made by make_files().
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <regex.h>
#include <signal.h>
#include <stdint.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "case.h"

#define ARGS	8
#define ENOUGH	20		/* seconds for one command line */
#define LONGEST	300		/* bytes of a message */
#define MANY	100000		/* bytes of a very long value */

struct row {
	const char	*args[ARGS];
	const char	*line;		/* what the message matches */
};

static const char *kernel;
static char said[2][65536];	/* standard output, and error */
static char many[MANY + 1];	/* "aaa..." */
static char crowd[10000];	/* "v0=1:v1=1:..." */

/* ---- what is there ------------------------------------------------------------- */

static void
file(const char *name, off_t size, mode_t mode)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

	ATF_REQUIRE(fd >= 0);
	ATF_REQUIRE_EQ(ftruncate(fd, size), 0);
	ATF_REQUIRE_EQ(fchmod(fd, mode), 0);
	close(fd);
}

static void
make_files(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ATF_REQUIRE(mkdir("here", 0755) == 0 && chdir("here") == 0);
	file("empty", 0, 0644);
	file("tiny", 100, 0644);
	file("sector", 512, 0644);
	file("disk", 1 << 20, 0644);
	file("mem62", 62 << 20, 0644);
	file("mem65", 65 << 20, 0644);
	file("mem64-1", (64 << 20) - 1, 0644);
	file("mem64", 64 << 20, 0644);
	file("vast", (off_t)1 << 43, 0644);
	ATF_REQUIRE_EQ(mkdir("dir", 0755), 0);
	ATF_REQUIRE_EQ(mkfifo("fifo", 0644), 0);
	ATF_REQUIRE_EQ(bind(s, (struct sockaddr *)&sun, sizeof(sun)), 0);
	close(s);
	ATF_REQUIRE_EQ(symlink("loop", "loop"), 0);
	ATF_REQUIRE_EQ(symlink("nowhere", "dangling"), 0);
	ATF_REQUIRE_EQ(symlink("disk", "alias"), 0);
	memset(many, 'a', MANY);
	for (int i = 0; i < 513; i++)
		sprintf(strchr(crowd, '\0'), "%sv%d=1", i > 0 ? ":" : "", i);
}

/* Names, kinds, sizes and times of last change, one after the other. */
static char *
directory(void)
{
	struct dirent **names;
	char *text;
	size_t size;
	FILE *fp = open_memstream(&text, &size);
	int n = scandir(".", &names, NULL, alphasort);
	struct stat st;

	ATF_REQUIRE(n > 0);
	while (n-- > 0) {
		ATF_REQUIRE_EQ(lstat(names[n]->d_name, &st), 0);
		if (strcmp(names[n]->d_name, "..") != 0)
			fprintf(fp, "%s %o %lld", names[n]->d_name, st.st_mode,
			    (long long)st.st_size);
		if (S_ISREG(st.st_mode))
			fprintf(fp, " %lld.%09ld", (long long)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec);
		fprintf(fp, "\n");
		free(names[n]);
	}
	free(names);
	fclose(fp);
	return (text);
}

/* ---- run -------------------------------------------------------------------------- */

/* Collect from both pipes until they are closed; false: it takes too long. */
static bool
listen_to(int out, int err)
{
	struct pollfd p[2] = { { out, POLLIN, 0 }, { err, POLLIN, 0 } };
	time_t end = time(NULL) + ENOUGH;
	size_t len[2] = { 0, 0 };
	ssize_t n;

	while (p[0].fd >= 0 || p[1].fd >= 0) {
		if (time(NULL) > end)
			return (false);
		(void)poll(p, 2, 1000);
		for (int i = 0; i < 2; i++) {
			if (p[i].fd < 0 || p[i].revents == 0)
				continue;
			n = read(p[i].fd, said[i] + len[i],
			    sizeof(said[i]) - 1 - len[i]);
			if (n <= 0)
				p[i].fd = -1;
			else
				len[i] += (size_t)n;
		}
	}
	said[0][len[0]] = said[1][len[1]] = '\0';
	return (true);
}

/* What the kernel left became ours; it may be dying still, but no more. */
static void
nobody_is_left(const struct row *r)
{
	time_t end = time(NULL) + ENOUGH;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && time(NULL) <= end)
		usleep(1000);
	ATF_CHECK_MSG(pid < 0 && errno == ECHILD, "%s: a process outlives the "
	    "kernel", r->line);
}

static void
find_kernel(const atf_tc_t *tc)
{
	kernel = vkt_setting(tc, "kernel", getenv("VKERNEL"));
	if (kernel == NULL)
		kernel = VKT_OBJDIR "/kernel/VKERNEL64/kernel";
}

/* Run the kernel without input; its exit status. */
static int
run(const struct row *r)
{
	const char *argv[ARGS + 2] = { kernel, NULL };
	int out[2], err[2], status;
	bool ended;
	pid_t pid;

	for (int i = 0; i < ARGS && r->args[i] != NULL; i++)
		argv[i + 1] = r->args[i];
	ATF_REQUIRE(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0);
	ATF_REQUIRE_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ATF_REQUIRE((pid = fork()) >= 0);
	if (pid == 0) {
		dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		execv(kernel, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(out[1]);
	close(err[1]);
	ended = listen_to(out[0], err[0]);
	if (!ended)
		kill(pid, SIGKILL);
	ATF_REQUIRE_EQ(waitpid(pid, &status, 0), pid);
	ATF_REQUIRE_MSG(ended, "%s: no end in %d s", r->line, ENOUGH);
	nobody_is_left(r);
	close(out[0]);
	close(err[0]);
	ATF_REQUIRE_MSG(WIFEXITED(status), "%s: killed by signal %d", r->line,
	    WTERMSIG(status));
	return (WEXITSTATUS(status));
}

static bool
matches(const char *text, const char *expression)
{
	regex_t re;
	bool found;

	ATF_REQUIRE_EQ(regcomp(&re, expression, REG_EXTENDED | REG_NOSUB), 0);
	found = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return (found);
}

static bool
locked(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	bool busy = flock(fd, LOCK_EX | LOCK_NB) != 0;

	close(fd);
	return (busy);
}

/* One line on standard error, which begins as it should, and nothing else. */
static void
check_line(const struct row *r)
{
	char *nl = strchr(said[1], '\n'), want[400];

	ATF_CHECK_STREQ_MSG(said[0], "", "%s: output: %s", r->line, said[0]);
	ATF_CHECK_MSG(nl != NULL && nl[1] == '\0', "%s: not one line: %s",
	    r->line, said[1]);
	if (nl != NULL)
		*nl = '\0';
	ATF_CHECK_MSG(strlen(said[1]) <= LONGEST, "%.40s: %zu bytes: %.400s",
	    r->line, strlen(said[1]), said[1]);
	for (const char *p = said[1]; *p != '\0'; p++)
		ATF_CHECK_MSG((unsigned char)*p >= ' ' && *p != 0x7f,
		    "%s: a control character: %s", r->line, said[1]);
	snprintf(want, sizeof(want), "^vkernel: %s$", r->line);
	ATF_CHECK_MSG(matches(said[1], want), "expected %s, got %s", want,
	    said[1]);
}

static void
refused(const atf_tc_t *tc, const struct row *rows, size_t n, int status)
{
	char *before, *after;
	int got;

	find_kernel(tc);
	make_files();
	before = directory();
	for (const struct row *r = rows; r < rows + n; r++) {
		got = run(r);
		ATF_CHECK_MSG(got == status, "%s: status %d, expected %d",
		    r->line, got, status);
		check_line(r);
		after = directory();
		ATF_CHECK_STREQ_MSG(after, before, "%s: the directory changed "
		    "from\n%sto\n%s", r->line, before, after);
		free(after);
		ATF_CHECK_MSG(!locked("disk") && !locked("mem64"),
		    "%s: a file is still locked", r->line);
	}
	free(before);
}

/* No root and no input: the boot ends, but first there is the warning. */
static void
warned(const char *name, const char *why)
{
	struct row r = { .args = { "-m64m", "-imemimg", "-p", name,
	    "-edebug.debugger_on_panic=0" } };
	char line[200];

	snprintf(line, sizeof(line), "warning: -p %s: %s\n", name == many ?
	    "a{80}\\.\\.\\." : name, why);
	r.line = line;
	ATF_CHECK_EQ_MSG(run(&r), VKT_EX_PANIC, "%s", said[0]);
	ATF_CHECK_MSG(matches(said[0], line), "expected %s, got %s", line,
	    said[0]);
	ATF_CHECK_MSG(matches(said[0], "panic: no root filesystem"), "%s",
	    said[0]);
}

ATF_TC(odd_pid_files_are_warned_of);
ATF_TC_HEAD(odd_pid_files_are_warned_of, tc)
{
	atf_tc_set_md_var(tc, "descr", "-p");
	atf_tc_set_md_var(tc, "timeout", "120");
}
ATF_TC_BODY(odd_pid_files_are_warned_of, tc)
{
	char *before, *after;

	find_kernel(tc);
	make_files();
	before = directory();
	warned("dir", "Is a directory");
	warned("dir/", "Is a directory");
	warned("no/such", "No such file or directory");
	warned("disk/x", "Not a directory");
	warned("loop", "Too many levels of symbolic links");
	warned("socket", "No such device or address");
	warned("fifo", "not a regular file");
	warned("/dev/null", "not a regular file");
	warned("/dev/full", "not a regular file");
	warned(many, "File name too long");
	/* The memory image stays when a kernel has run. */
	ATF_REQUIRE_EQ(unlink("memimg"), 0);
	after = directory();
	ATF_CHECK_STREQ(after, before);
	free(before);
	free(after);
}

/* The host has the memory, but lets the kernel have no file of that size. */
ATF_TC(refused_memory_leaves_its_file_alone);
ATF_TC_HEAD(refused_memory_leaves_its_file_alone, tc)
{
	atf_tc_set_md_var(tc, "descr", "-i with a limit on the size of files");
	atf_tc_set_md_var(tc, "timeout", "120");
}
ATF_TC_BODY(refused_memory_leaves_its_file_alone, tc)
{
	static const struct row rows[] = {
	    { { "-m", "128m", "-imem64" }, "-i mem64: set size to 128 MB: File too large" },
	    { { "-m", "128m", "-inew" }, "-i new: set size to 128 MB: File too large" },
	};
	const struct rlimit limit = { 64 << 20, 64 << 20 };
	char *before, *after;

	find_kernel(tc);
	make_files();
	before = directory();
	ATF_REQUIRE_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ATF_CHECK_EQ(run(&rows[i]), VKT_EX_NOINPUT);
		check_line(&rows[i]);
		after = directory();
		ATF_CHECK_STREQ(after, before);
		free(after);
	}
	free(before);
}

/* ---- rows ------------------------------------------------------------------------- */

#define ODD(name, what, code, ...)					\
	static const struct row rows_##name[] = { __VA_ARGS__ };	\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", what);			\
		atf_tc_set_md_var(tc, "timeout", "120");		\
	}								\
	ATF_TC_BODY(name, tc)						\
	{								\
		refused(tc, rows_##name, sizeof(rows_##name) /		\
		    sizeof(rows_##name[0]), code);			\
	}								\
	struct end_##name

#define SIZE(text)	{ { "-m", text, "-i", "memimg" }, "-m " text ": not a size.*" }
#define SMALL(text)	{ { "-m", text, "-i", "memimg" },		\
			    "-m " text ": at least 64M and a multiple of 2M is needed" }
#define VAST(text)	{ { "-m", text, "-i", "memimg" }, "-m " text ": "	\
			    "(too large|the host has [0-9]+ MB)" }

ODD(odd_sizes_are_refused, "-m", VKT_EX_USAGE,
    { { "-m", "", "-i", "memimg" }, "-m : not a size" },
    { { "-m", "+64m", "-i", "memimg" }, "-m \\+64m: not a size" },
    { { "-m", "64M\n128M", "-i", "memimg" }, "-m 64M\\\\012128M: not a size.*" },
    { { "-m", "\033[2J64m", "-i", "memimg" }, "-m \\\\033\\[2J64m: not a size" },
    { { "-m", "64m\xff", "-i", "memimg" }, "-m 64m\\\\377: not a size.*" },
    { { "-m", "\xc2\x9b" "64m", "-i", "memimg" }, "-m \\\\302\\\\23364m: not a size" },
    { { "-m", "६४m", "-i", "memimg" }, "-m ६४m: not a size" },
    { { "-m", many, "-i", "memimg" }, "-m a{80}\\.\\.\\.: not a size" },
    { { "-m" }, "-m: argument missing" },
    { { "-m64m", "-m" }, "-m: argument missing" },
    { { "-m", "-i", "memimg" }, "-m -i: not a size" },
    SIZE("lots"), SIZE(" 64m"), SIZE("64m "), SIZE("64 m"), SIZE("64mb"),
    SIZE("64t"), SIZE("0x4000000"), SIZE("64.5m"), SIZE("6e7"), SIZE("m"),
    SIZE("-64m"), SIZE("64m,128m"), SIZE("1/2g"),
    SMALL("0"), SMALL("1"), SMALL("67108863"), SMALL("67108865"), SMALL("63m"),
    SMALL("65m"), SMALL("65535k"), SMALL("65537K"),
    VAST("131071g"), VAST("9223372036854775808"), VAST("18446744073709551616"),
    VAST("18446744073709551615g"), VAST("99999999999999999999999999k"));

#define CPUS(text)	{ { "-m", "64m", "-i", "memimg", "-n", text },	\
			    "-n " text ": 1 to 16 CPUs" }
#define LBITS(text, rest) { { "-m", "64m", "-i", "memimg", "-n", text },	\
			    "-n " text ": lbits are 0 to " rest }
#define CBITS(text, rest) { { "-m", "64m", "-i", "memimg", "-n", text },	\
			    "-n " text ": cbits are 0 to " rest }

ODD(odd_numbers_of_cpus_are_refused, "-n", VKT_EX_USAGE,
    { { "-m", "64m", "-i", "memimg", "-n" }, "-n: argument missing" },
    { { "-m", "64m", "-n", "2\t" }, "-n 2\\\\011: 1 to 16 CPUs" },
    { { "-m", "64m", "-n", "+2" }, "-n \\+2: 1 to 16 CPUs" },
    { { "-m", "64m", "-n", many }, "-n a{80}\\.\\.\\.: 1 to 16 CPUs" },
    CPUS(""), CPUS("0"), CPUS("00"), CPUS("17"), CPUS("-1"), CPUS("two"),
    CPUS("2x"), CPUS(" 2"), CPUS("2 "), CPUS("0x2"), CPUS("1.5"), CPUS("1,2"),
    CPUS("4294967298"), CPUS("18446744073709551618"), CPUS(":"), CPUS(":1"),
    CPUS("99999999999999999999999"), CPUS("²"),
    LBITS("4:", "2 with 4 CPUs"), LBITS("4:3", "2 with 4 CPUs"),
    LBITS("4:-1", "2 with 4 CPUs"), LBITS("4:x", "2 with 4 CPUs"),
    LBITS("4:1x", "2 with 4 CPUs"), LBITS("1:1", "0 with 1 CPUs"),
    LBITS("16:5", "4 with 16 CPUs"), LBITS("4::1", "2 with 4 CPUs"),
    LBITS("4:4294967297", "2 with 4 CPUs"),
    CBITS("4:1:", "1 with 4 CPUs and 1 lbits"),
    CBITS("4:1:2", "1 with 4 CPUs and 1 lbits"),
    CBITS("4:2:1", "0 with 4 CPUs and 2 lbits"),
    CBITS("4:0:-1", "2 with 4 CPUs and 0 lbits"),
    CBITS("4:1:1:1", "1 with 4 CPUs and 1 lbits"),
    CBITS("16:2:2x", "2 with 16 CPUs and 2 lbits"));

#define LOCK(text)	{ { "-m", "64m", "-i", "memimg", "-l", text },	\
			    "-l " text ": any, map, map,startCPU or a CPU number" }
#define COMMA(text)	{ { "-m", "64m", "-i", "memimg", "-l", text },	\
			    "-l " text ": no CPU number behind the comma" }
#define NOCPU(text, n)	{ { "-m", "64m", "-i", "memimg", "-l", text },	\
			    "-l " text ": there is no host CPU " n " for this process" }

ODD(odd_places_for_cpus_are_refused, "-l", VKT_EX_USAGE,
    { { "-m", "64m", "-l" }, "-l: argument missing" },
    { { "-m", "64m", "-l", "+1" }, "-l \\+1: any, map.*" },
    { { "-m", "64m", "-l", "any\n" }, "-l any\\\\012: any, map.*" },
    { { "-m", "64m", "-l", many }, "-l a{80}\\.\\.\\.: any, map.*" },
    LOCK(""), LOCK("ANY"), LOCK("anyone"), LOCK("an"), LOCK("any,0"),
    LOCK("Map"), LOCK("map:0"), LOCK("mapp"), LOCK("-1"), LOCK("0x0"),
    LOCK("0,1"), LOCK(" 0"), LOCK("0 "), LOCK("1-2"), LOCK(","),
    LOCK("4294967296"), LOCK("99999999999999999999"), LOCK("cpu0"),
    COMMA("map,"), COMMA("map,-1"), COMMA("map,x"), COMMA("map,0,1"),
    COMMA("map, 0"), COMMA("map,0 "), COMMA("map,4294967296"),
    NOCPU("2147483647", "2147483647"), NOCPU("map,1024", "1024"),
    NOCPU("65536", "65536"));

#define VARS(text)	{ { "-m", "64m", "-i", "memimg", "-e", text },	\
			    "-e " text ": name=value expected, separated by ':'" }
#define OPEN(text)	{ { "-m", "64m", "-i", "memimg", "-e", text },	\
			    "-e " text ": a quote is not closed" }
#define TEN		"0123456789"
#define LONG		TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "01234567"

ODD(odd_variables_are_refused, "-e", VKT_EX_USAGE,
    { { "-m", "64m", "-e" }, "-e: argument missing" },
    { { "-m", "64m", "-e", "a\nb" }, "-e a\\\\012b: name=value expected.*" },
    { { "-m", "64m", "-e", "a='\033" }, "-e a='\\\\033: a quote is not closed" },
    { { "-m", "64m", "-e", LONG "=x" }, "-e [0-9]{80}\\.\\.\\.: a name is too long" },
    { { "-m", "64m", "-e", "a=" LONG }, "-e a=[0-9]{78}\\.\\.\\.: a value is too long" },
    { { "-m", "64m", "-e", "a='" LONG "'" }, "-e a='[0-9]{77}\\.\\.\\.: a value is too long" },
    { { "-m", "64m", "-e", many }, "-e a{80}\\.\\.\\.: a name is too long" },
    { { "-m", "64m", "-i", "memimg", "-e", crowd }, "-e v512=1: no room for so many variables" },
    { { "-m", "64m", "-e", "good=1", "-e", "bad" }, "-e bad: name=value.*" },
    VARS(""), VARS("a"), VARS("="), VARS("=b"), VARS(":"), VARS("::"),
    VARS(":a=b"), VARS("a=b::c=d"), VARS("a=b:c"), VARS("a=b:=c"),
    VARS("a:b=c"), VARS("a=b: "), VARS("größe"),
    OPEN("a=\""), OPEN("a='x:b=1"), OPEN("a=\"it's"), OPEN("a=b:c='"));

/*
 * A refusal comes before anything is changed, also what another option names.
 */
#define KEPT(option, name, why) { { "-m64m", "-imem64", "-pdisk", option, name },	\
			    option " " name ": " why }

ODD(refused_interfaces_leave_files_alone, "what the host has not, with an old memory image",
    VKT_EX_NOINPUT,
    KEPT("-I", "/no/switch", "/no/switch: No such file or directory"),
    KEPT("-I", "lo", "lo: .*"),
    { { "-m64m", "-inew", "-I./socket" }, "-I \\./socket: \\./socket: .*" },
    { { "-m", "80m", "-imem64", "-rsector", "-I./no" }, "-I \\./no: \\./no: No such.*" },
    { { "-imem64", "-rsector", "-cdisk", "-I./no" }, "-I \\./no: \\./no: No such.*" });

ODD(refused_options_leave_files_alone, "what the kernel does not take, with an old memory image",
    VKT_EX_USAGE,
    KEPT("-l", "65536", "there is no host CPU 65536 for this process"),
    { { "-m64m", "-imem64", "-pdisk", "-e", crowd }, "-e v512=1: no room.*" });

/* What a file of -i cannot be. */
#define IMAGE(name, why) { { "-m", "64m", "-i", name }, "-i " name ": " why }

ODD(odd_memory_images_are_refused, "-i", VKT_EX_NOINPUT,
    IMAGE("dir", "open: Is a directory"),
    IMAGE("fifo", "not a regular file: Invalid argument"),
    IMAGE("socket", "open: No such device or address"),
    IMAGE("loop", "open: Too many levels of symbolic links"),
    IMAGE("/dev/null", "not a regular file: Invalid argument"),
    IMAGE("/dev/tty0/x", "open: .*"),
    IMAGE("no/such", "open: No such file or directory"),
    IMAGE("disk/x", "open: Not a directory"),
    IMAGE("dir/", "open: Is a directory"),
    IMAGE("new/", "open: (Is a directory|No such file or directory)"),
    { { "-m", "64m", "-i", "x\n/y" }, "-i x\\\\012/y: open: No such file.*" },
    { { "-m", "64m", "-i", many }, "-i a{150}: File name too long" },
    /* One that is made is removed when the start fails behind it. */
    { { "-m", "64m", "-i", "fresh", "-r", "nowhere" }, "-r nowhere: No such file.*" },
    { { "-m", "64m", "-i", "dangling", "-r", "no" }, "-r no: No such file.*" },
    { { "-m", "64m", "-i", "a:b", "-c", "empty" }, "-c empty: smaller than.*" });

ODD(memory_images_without_a_size_are_refused, "-i without -m, and files that two options name",
    VKT_EX_USAGE,
    { { "-m", "64m", "-i" }, "-i: argument missing" },
    { { "-i", "" }, "-i: empty file name" },
    { { "-i", "new" }, "-m size is needed: -i new does not exist yet" },
    { { "-i", "dir" }, "-m size is needed: -i dir is no file that has one" },
    { { "-i", "fifo" }, "-m size is needed: -i fifo is no file.*" },
    { { "-i", "loop" }, "-m size is needed: -i loop is no file.*" },
    { { "-i", "/dev/zero" }, "-m size is needed: -i /dev/zero is no file.*" },
    { { "-i", "empty" }, "-i empty: its size of 0 bytes is not 64M.*" },
    { { "-i", "mem62" }, "-i mem62: its size of 65011712 bytes is not 64M.*" },
    { { "-i", "mem65" }, "-i mem65: its size of 68157440 bytes is not.*" },
    { { "-i", "mem64-1" }, "-i mem64-1: its size of 67108863 bytes is not.*" },
    { { "-i", "vast" }, "-i vast: its size is 8388608 MB, the host has [0-9]+ MB" },
    { { "-v", "-s" }, "-m size is needed \\(or -i with an existing file\\)" },
    { { "-m64m", "-idisk", "-rdisk" }, "-i disk: the file of -r disk" },
    { { "-m64m", "-idisk", "-Ralias:X" }, "-i disk: the file of -R alias" },
    { { "-m64m", "-ialias", "-ctiny", "-cdisk" }, "-i alias: the file of -c disk" },
    { { "-m64m", "-ix", "-pdisk", "-r./disk" }, "-p disk: the file of -r \\./disk" },
    { { "-imem64", "-p", "mem64" }, "-p mem64: the file of -i mem64" });

#define DISK(option, name, why) { { "-m", "64m", "-i", "memimg", option, name },	\
			    option " " name ": " why }
#define EACH(name, why)	DISK("-r", name, why), DISK("-R", name, why),	\
			DISK("-c", name, why)

ODD(odd_disks_are_refused, "-r, -R and -c with files that are no disk", VKT_EX_NOINPUT,
    EACH("nowhere", "No such file or directory"),
    EACH("dir", "Is a directory"),
    EACH("dir/", "Is a directory"),
    EACH("disk/x", "Not a directory"),
    EACH("fifo", "Inappropriate file type or format"),
    EACH("socket", "No such device or address"),
    EACH("loop", "Too many levels of symbolic links"),
    EACH("dangling", "No such file or directory"),
    EACH("/dev/null", "Inappropriate file type or format"),
    EACH("/dev/zero", "Inappropriate file type or format"),
    DISK("-r", "empty", "smaller than a sector of 512 bytes"),
    DISK("-R", "tiny", "smaller than a sector of 512 bytes"),
    DISK("-c", "empty", "smaller than a sector of 2048 bytes"),
    DISK("-c", "sector", "smaller than a sector of 2048 bytes"),
    DISK("-c", "disk:SERIAL", "No such file or directory"),
    { { "-m64m", "-imemimg", "-rdisk", "-rdisk" }, "-r disk: in use: another option has it already" },
    { { "-m64m", "-imemimg", "-rdisk", "-ralias" }, "-r alias: in use: another option has it already" },
    { { "-m64m", "-imemimg", "-cdisk", "-rdisk" }, "-r disk: in use: another option has it already" },
    { { "-m64m", "-imemimg", "-rdisk", "-cdisk" }, "-c disk: in use: another option has it already" },
    { { "-m64m", "-imemimg", "-r", "a\033[1mb" }, "-r a\\\\033\\[1mb: No such file.*" });

#define SERNO(text)	{ { "-m", "64m", "-i", "memimg", "-r", "disk:" text },	\
			    "-r disk:" text ": no serial number behind the colon" }
#define SIXTY		TEN TEN TEN TEN TEN TEN

ODD(odd_names_of_disks_are_refused, "-r, -R and -c with names that are none", VKT_EX_USAGE,
    { { "-m", "64m", "-r" }, "-r: argument missing" },
    { { "-m", "64m", "-R" }, "-R: argument missing" },
    { { "-m", "64m", "-c" }, "-c: argument missing" },
    { { "-m", "64m", "-r", "" }, "-r: empty file name" },
    { { "-m", "64m", "-R", "" }, "-R: empty file name" },
    { { "-m", "64m", "-c", "" }, "-c: empty file name" },
    { { "-m", "64m", "-p", "" }, "-p: empty file name" },
    { { "-m", "64m", "-r", ":SERIAL" }, "-r :SERIAL: empty file name" },
    { { "-m", "64m", "-r", many }, "-r a{80}\\.\\.\\.: name too long" },
    { { "-m", "64m", "-c", many }, "-c a{80}\\.\\.\\.: name too long" },
    SERNO(""), SERNO("."), SERNO(".."), SERNO("a b"), SERNO(" "), SERNO("ä"),
    { { "-m", "64m", "-r", "disk:a\nb" }, "-r disk:a\\\\012b: no serial number.*" },
    { { "-m", "64m", "-R", "disk:" SIXTY "0123" }, "-R disk:[0-9]{64}: serial number too long" },
    { { "-m64m", "-rdisk:X", "-rsector:X" }, "-r sector:X: -r disk has that serial number" });

ODD(odd_words_are_refused, "options that there are not, and what is no option", VKT_EX_USAGE,
    { { "-m", "64m", "-Q" }, "-Q: no such option \\(-h lists them\\)" },
    { { "-m", "64m", "-sQ" }, "-Q: no such option.*" },
    { { "-m", "64m", "-1" }, "-1: no such option.*" },
    { { "-m", "64m", "-?" }, "-\\?: no such option.*" },
    { { "-m", "64m", "-\n" }, "-\\\\012: no such option.*" },
    { { "-m", "64m", "-\xc3\xa4" }, "-\\\\303: no such option.*" },
    { { "-m", "64m", "- " }, "- : no such option.*" },
    { { "-m", "64m", "-" }, "-: not an option" },
    { { "-m", "64m", "" }, ": not an option" },
    { { "-m", "64m", "word" }, "word: not an option" },
    { { "-m", "64m", many }, "a{80}\\.\\.\\.: not an option" },
    { { "-m", "64m", "two\nlines" }, "two\\\\012lines: not an option" },
    { { "-m", "64m", "--help" }, "--help: no such option.*" },
    { { "-m", "64m", "--m=1" }, "--m=1: no such option.*" },
    { { "-m", "64m", "---" }, "---: no such option.*" },
    { { "-m", "64m", "--", "word" }, "word: not an option" },
    { { "-m", "64m", "--", "" }, ": not an option" },
    { { "-m", "64m", "-s", "yes" }, "yes: not an option" },
    { { "-m", "64m", "-U1" }, "-1: no such option.*" },
    { { "m", "64m" }, "m: not an option" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, odd_sizes_are_refused);
	ATF_TP_ADD_TC(tp, odd_numbers_of_cpus_are_refused);
	ATF_TP_ADD_TC(tp, odd_places_for_cpus_are_refused);
	ATF_TP_ADD_TC(tp, odd_variables_are_refused);
	ATF_TP_ADD_TC(tp, refused_interfaces_leave_files_alone);
	ATF_TP_ADD_TC(tp, refused_options_leave_files_alone);
	ATF_TP_ADD_TC(tp, refused_memory_leaves_its_file_alone);
	ATF_TP_ADD_TC(tp, odd_memory_images_are_refused);
	ATF_TP_ADD_TC(tp, memory_images_without_a_size_are_refused);
	ATF_TP_ADD_TC(tp, odd_disks_are_refused);
	ATF_TP_ADD_TC(tp, odd_pid_files_are_warned_of);
	ATF_TP_ADD_TC(tp, odd_names_of_disks_are_refused);
	ATF_TP_ADD_TC(tp, odd_words_are_refused);
	return (atf_no_error());
}
