/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fflags.c: file flags as text, strtofflags(3) and fflagstostr(3).
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Each flag under the name that is shown and others that are understood.  With
 * "no" in front, or without it for those that begin with it, it is cleared.
 */
static const struct {
	const char	*name;
	unsigned long	 flag;
} flags[] = {
	{ "sappnd",	SF_APPEND },	{ "sappend",	SF_APPEND },
	{ "arch",	SF_ARCHIVED },	{ "archived",	SF_ARCHIVED },
	{ "schg",	SF_IMMUTABLE },	{ "schange",	SF_IMMUTABLE },
	{ "simmutable",	SF_IMMUTABLE },
	{ "noshistory",	SF_NOHISTORY },
	{ "sunlnk",	SF_NOUNLINK },	{ "sunlink",	SF_NOUNLINK },
	{ "uappnd",	UF_APPEND },	{ "uappend",	UF_APPEND },
	{ "uchg",	UF_IMMUTABLE },	{ "uchange",	UF_IMMUTABLE },
	{ "uimmutable",	UF_IMMUTABLE },
	{ "nodump",	UF_NODUMP },	{ "opaque",	UF_OPAQUE },
	{ "nouhistory",	UF_NOHISTORY },	{ "nohistory",	UF_NOHISTORY },
	{ "uunlnk",	UF_NOUNLINK },	{ "uunlink",	UF_NOUNLINK },
	{ "cache",	UF_CACHE },	{ "ucache",	UF_CACHE },
	{ "noscache",	SF_NOCACHE },
	{ "xlink",	UF_XLINK },	{ "uxlink",	UF_XLINK },
	{ "sxlink",	SF_XLINK },
};
#define NFLAGS	(sizeof(flags) / sizeof(flags[0]))
#define NAMELEN	12

/*
 * The flags' names with commas between, in memory that the caller frees, or
 * NULL.
 */
char *
fflagstostr(unsigned long set)
{
	size_t room = NFLAGS * NAMELEN + 1;
	char *text;

	if ((text = malloc(room)) == NULL)
		return (NULL);
	text[0] = '\0';
	for (size_t i = 0; i < NFLAGS; i++) {
		if ((set & flags[i].flag) == 0)
			continue;
		if (text[0] != '\0')
			strlcat(text, ",", room);
		strlcat(text, flags[i].name, room);
		set &= ~flags[i].flag;
	}
	return (text);
}

/* Does a word name the flag to set it, or to clear it? */
static bool
names(const char *word, const char *name, bool *set)
{
	bool negative = strncmp(name, "no", 2) == 0;

	if (strcmp(word, name) == 0)
		*set = true;
	else if (negative ? strcmp(word, name + 2) == 0 :
	    strncmp(word, "no", 2) == 0 && strcmp(word + 2, name) == 0)
		*set = false;
	else
		return (false);
	return (true);
}

/*
 * Which flags the words of *text (it is cut up) set and clear.  Returns 1 for
 * a word that is none; *text is that word then.
 */
int
strtofflags(char **text, unsigned long *setp, unsigned long *clrp)
{
	unsigned long set = 0, clear = 0;
	char *rest = *text, *word;
	bool on;

	while ((word = strsep(&rest, "\t ,")) != NULL) {
		size_t i = 0;

		if (*word == '\0')
			continue;
		while (i < NFLAGS && !names(word, flags[i].name, &on))
			i++;
		if (i == NFLAGS) {
			*text = word;
			return (1);
		}
		if (on)
			set |= flags[i].flag;
		else
			clear |= flags[i].flag;
	}
	if (setp != NULL)
		*setp = set;
	if (clrp != NULL)
		*clrp = clear;
	return (0);
}
