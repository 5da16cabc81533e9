/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ttyent.c: /etc/ttys: name, command, type, then words on, off, secure and so
 * on.  A field may be quoted.
 */
#include <stdio.h>
#include <string.h>
#include <ttyent.h>

#define LINE	1024

static FILE		*file;
static struct ttyent	entry;
static char		line[LINE];

/* Take the next field off *sp, in place; quotes go.  An empty one at the end. */
static char *
next_field(char **sp)
{
	char *s = *sp, *start, *to, quote = '\0';

	s += strspn(s, " \t");
	start = to = s;
	for (; *s != '\0'; s++) {
		if (quote != '\0') {
			if (*s == quote)
				quote = '\0';
			else if (*s == '\\' && s[1] == quote)
				*to++ = *++s;
			else
				*to++ = *s;
		} else if (*s == '"') {
			quote = *s;
		} else if (*s == ' ' || *s == '\t' || *s == '#') {
			break;
		} else
			*to++ = *s;
	}
	*sp = *s == '#' || *s == '\0' ? s : s + 1;
	if (*s == '#')
		*s = '\0';
	*to = '\0';
	return (start);
}

static void
take_word(const char *word)
{
	if (strcmp(word, _TTYS_OFF) == 0)
		entry.ty_status &= ~TTY_ON;
	else if (strcmp(word, _TTYS_ON) == 0)
		entry.ty_status |= TTY_ON;
	else if (strcmp(word, _TTYS_SECURE) == 0)
		entry.ty_status |= TTY_SECURE;
	else if (strcmp(word, _TTYS_INSECURE) == 0)
		entry.ty_status &= ~TTY_SECURE;
	else if (strcmp(word, _TTYS_DIALUP) == 0)
		entry.ty_status |= TTY_DIALUP;
	else if (strcmp(word, _TTYS_NETWORK) == 0)
		entry.ty_status |= TTY_NETWORK;
	else if (strcmp(word, _TTYS_IFCONSOLE) == 0)
		entry.ty_status |= TTY_IFCONSOLE;
	else if (strncmp(word, _TTYS_WINDOW "=", sizeof(_TTYS_WINDOW)) == 0)
		entry.ty_window = strchr(word, '=') + 1;
	else if (strncmp(word, _TTYS_GROUP "=", sizeof(_TTYS_GROUP)) == 0)
		entry.ty_group = strchr(word, '=') + 1;
}

struct ttyent *
getttyent(void)
{
	char *s, *word;
	int c;

	if (file == NULL && !setttyent())
		return (NULL);
	for (;;) {
		if (fgets(line, sizeof(line), file) == NULL)
			return (NULL);
		if (strchr(line, '\n') == NULL && !feof(file)) {
			while ((c = getc(file)) != EOF && c != '\n')
				;
			continue;
		}
		line[strcspn(line, "\n")] = '\0';
		s = line + strspn(line, " \t");
		if (*s != '\0' && *s != '#')
			break;
	}
	memset(&entry, 0, sizeof(entry));
	entry.ty_group = __DECONST(char *, _TTYS_NOGROUP);
	entry.ty_name = next_field(&s);
	word = next_field(&s);
	entry.ty_getty = *word != '\0' ? word : NULL;
	word = next_field(&s);
	entry.ty_type = *word != '\0' ? word : NULL;
	while (*(word = next_field(&s)) != '\0')
		take_word(word);
	return (&entry);
}

struct ttyent *
getttynam(const char *name)
{
	struct ttyent *t;

	setttyent();
	while ((t = getttyent()) != NULL && strcmp(t->ty_name, name) != 0)
		;
	endttyent();
	return (t);
}

int
setttyent(void)
{
	if (file != NULL) {
		rewind(file);
		return (1);
	}
	file = fopen(_PATH_TTYS, "re");
	return (file != NULL);
}

int
endttyent(void)
{
	int ok = 1;

	if (file != NULL)
		ok = fclose(file) == 0;
	file = NULL;
	return (ok);
}
