/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * optenv.c: the variables of -e: name=value, several separated by ':', either
 * kind of quotes around what holds a ':' or the other kind.  They are checked
 * with the command line and set once there is memory, a later one replacing an
 * earlier one of its name.
 *
 * boot_single, boot_verbose and boot_askname are -s, -v and the question for
 * the root, unless their value is NO or 0.
 */
#include "platform/boot.h"
#include "sys/ksysctl.h"
#include "host/host.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/kenv.h>
#include <sys/reboot.h>

#define MAXENV		64		/* options -e, of any length each */

static const char *envs[MAXENV];
static int nenvs;

static const struct {
	const char	*name;
	int		 flag;
} flags[] = {
	{ "boot_single", RB_SINGLE },
	{ "boot_verbose", RB_VERBOSE },
	{ "boot_askname", RB_ASKNAME },
};

_Static_assert(KENV_ARGS + NELEM(flags) <= KENV_MAX, "all have room");

void
optenv_add(const char *arg)
{
	if (nenvs == MAXENV)
		boot_fail(HOST_EXIT_USAGE, "-e %s: more than %d of them",
		    boot_shown(arg), MAXENV);
	envs[nenvs++] = arg;
}

/* Up to '=' into name[KENV_MNAMELEN]; what is wrong, or NULL. */
static const char *
take_name(const char **pp, char *name)
{
	const char *p = *pp;
	size_t n = 0;

	for (; *p != '=' && *p != '\0' && *p != ':'; p++) {
		if (n == KENV_MNAMELEN - 1)
			return ("a name is too long");
		name[n++] = *p;
	}
	name[n] = '\0';
	if (*p != '=' || n == 0)
		return ("name=value expected, separated by ':'");
	*pp = p + 1;
	return (NULL);
}

/* Up to ':' into value[KENV_MVALLEN], without quotes. */
static const char *
take_value(const char **pp, char *value)
{
	const char *p = *pp;
	char quote = '\0';
	size_t n = 0;

	for (; *p != '\0' && (quote != '\0' || *p != ':'); p++) {
		if (*p == quote)
			quote = '\0';
		else if (quote == '\0' && (*p == '"' || *p == '\''))
			quote = *p;
		else if (n == KENV_MVALLEN - 1)
			return ("a value is too long");
		else
			value[n++] = *p;
	}
	value[n] = '\0';
	if (quote != '\0')
		return ("a quote is not closed");
	if (*p == ':')
		p++;
	*pp = p;
	return (NULL);
}

static void
each_variable(void (*fn)(const char *, const char *))
{
	char name[KENV_MNAMELEN], value[KENV_MVALLEN];
	const char *p, *wrong;

	for (int i = 0; i < nenvs; i++) {
		p = envs[i];
		do {
			if ((wrong = take_name(&p, name)) != NULL ||
			    (wrong = take_value(&p, value)) != NULL)
				boot_fail(HOST_EXIT_USAGE, "-e %s: %s",
				    boot_shown(envs[i]), wrong);
			fn(name, value);
		} while (*p != '\0');
	}
}

static void __attribute__((noreturn))
no_room(const char *name, const char *value)
{
	boot_fail(HOST_EXIT_USAGE, "-e %s=%s: no room for so many variables",
	    boot_shown(name), boot_shown(value));
}

static void
check_variable(const char *name, const char *value)
{
	static int n;		/* as if each were another one */
	bool on = strcmp(value, "NO") != 0 && strcmp(value, "no") != 0 &&
	    strcmp(value, "0") != 0;

	if (++n > KENV_ARGS)
		no_room(name, value);
	for (size_t i = 0; i < NELEM(flags); i++) {
		if (strcmp(name, flags[i].name) != 0)
			continue;
		if (on)
			boothowto |= flags[i].flag;
		else
			boothowto &= ~flags[i].flag;
	}
}

void
optenv_check(void)
{
	each_variable(check_variable);
}

static void
set_variable(const char *name, const char *value)
{
	if (kenv_set(name, value) != 0)
		no_room(name, value);
}

void
optenv_set(void)
{
	each_variable(set_variable);
	for (size_t i = 0; i < NELEM(flags); i++)
		if ((boothowto & flags[i].flag) != 0)
			set_variable(flags[i].name, "YES");
}
