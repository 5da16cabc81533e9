/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setmode.c: modes as chmod(1) takes them, octal or symbolic, compiled once by
 * setmode(3) and applied by getmode(3).
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One operation on some of the classes' bits. */
struct op {
	char	 op;		/* + - = or u g o for a copy, 0 ends */
	char	 how;		/* of a copy: + - = */
	mode_t	 who;		/* bits of the classes that it may change */
	mode_t	 bits;		/* what to add, remove or set */
	int	 cond_exec;	/* X among them */
};

#define WHO_U	(S_ISUID | S_IRWXU)
#define WHO_G	(S_ISGID | S_IRWXG)
#define WHO_O	S_IRWXO
#define STANDARD (S_ISUID | S_ISGID | S_IRWXU | S_IRWXG | S_IRWXO)

/* The mask, without a moment in which another thread sees it changed. */
static mode_t
current_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return (mask);
}

static mode_t
perm_bits(char c, int *cond_exec, int *sticky)
{
	switch (c) {
	case 'r':
		return (S_IRUSR | S_IRGRP | S_IROTH);
	case 'w':
		return (S_IWUSR | S_IWGRP | S_IWOTH);
	case 'x':
		return (S_IXUSR | S_IXGRP | S_IXOTH);
	case 'X':
		*cond_exec = 1;
		return (0);
	case 's':
		return (S_ISUID | S_ISGID);
	case 't':
		*sticky = 1;
		return (S_ISTXT);
	default:
		return ((mode_t)-1);
	}
}

/* The classes at the start of a clause; 0 when none is named. */
static const char *
parse_who(const char *s, mode_t *who)
{
	for (*who = 0;; s++) {
		if (*s == 'u')
			*who |= WHO_U;
		else if (*s == 'g')
			*who |= WHO_G;
		else if (*s == 'o')
			*who |= WHO_O;
		else if (*s == 'a')
			*who |= STANDARD;
		else
			return (s);
	}
}

/* One action, [+-=][perms or u g o], into *o; NULL when it is wrong. */
static const char *
parse_action(const char *s, mode_t who, mode_t mask, struct op *o)
{
	mode_t bits;
	int sticky = 0;

	memset(o, 0, sizeof(*o));
	o->op = *s;
	o->who = who != 0 ? who : STANDARD;
	s++;
	if (*s == 'u' || *s == 'g' || *s == 'o') {
		o->how = o->op;
		o->op = *s++;
		return (s);
	}
	while ((bits = perm_bits(*s, &o->cond_exec, &sticky)) != (mode_t)-1) {
		o->bits |= bits;
		s++;
	}
	if (sticky && (who == 0 || (who & WHO_O) != 0))
		o->who |= S_ISTXT;
	o->bits &= o->who;
	/* Without classes the mask decides what is changed. */
	if (who == 0)
		o->bits &= (mode_t)~mask;
	return (s);
}

static struct op *
grow(struct op *ops, size_t *room)
{
	struct op *new;

	*room = *room != 0 ? *room * 2 : 8;
	new = reallocarray(ops, *room, sizeof(*ops));
	if (new == NULL)
		free(ops);
	return (new);
}

/*
 * Compile a mode.  NULL with EINVAL when it is none, or ENOMEM; else to be
 * freed.
 */
void *
setmode(const char *s)
{
	struct op *ops = NULL;
	size_t n = 0, room = 0;
	mode_t who, mask = current_umask();
	unsigned long v;
	char *end;

	if (isdigit((unsigned char)*s)) {
		v = strtoul(s, &end, 8);
		if (*end != '\0' || v > (STANDARD | S_ISTXT))
			goto invalid;
		ops = calloc(2, sizeof(*ops));
		if (ops == NULL)
			return (NULL);
		ops[0] = (struct op){ .op = '=', .who = STANDARD | S_ISTXT,
		    .bits = (mode_t)v };
		return (ops);
	}
	for (;;) {
		s = parse_who(s, &who);
		if (*s != '+' && *s != '-' && *s != '=')
			goto invalid;
		while (*s == '+' || *s == '-' || *s == '=') {
			if (n + 1 >= room && (ops = grow(ops, &room)) == NULL)
				return (NULL);
			s = parse_action(s, who, mask, &ops[n++]);
		}
		if (*s == '\0')
			break;
		if (*s++ != ',')
			goto invalid;
	}
	ops[n].op = '\0';
	return (ops);
invalid:
	free(ops);
	errno = EINVAL;
	return (NULL);
}

/* The bits of one class, for all three. */
static mode_t
spread(mode_t mode, char class)
{
	mode_t three = class == 'u' ? mode >> 6 : class == 'g' ? mode >> 3 : mode;

	three &= 7;
	return ((mode_t)(three << 6 | three << 3 | three));
}

mode_t
getmode(const void *compiled, mode_t mode)
{
	const struct op *o;
	mode_t bits, first = mode;
	char how;

	for (o = compiled; o->op != '\0'; o++) {
		how = o->op;
		bits = o->bits;
		if (how == 'u' || how == 'g' || how == 'o') {
			bits = spread(mode, how) & o->who;
			how = o->how;
		}
		if (o->cond_exec && (S_ISDIR(first) ||
		    (mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0))
			bits |= (S_IXUSR | S_IXGRP | S_IXOTH) & o->who;
		switch (how) {
		case '+':
			mode |= bits;
			break;
		case '-':
			mode &= (mode_t)~bits;
			break;
		case '=':
			mode = (mode_t)((mode & ~o->who) | bits);
			break;
		}
	}
	return (mode);
}
