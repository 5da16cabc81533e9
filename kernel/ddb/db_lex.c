/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_lex.c: a command line in tokens.
 *
 * Numbers are in $radix unless 0x, 0t (decimal) or 0o says otherwise; as in all
 * of ddb a number begins with a digit, and a name with a letter.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"

uint64_t db_number;
char db_name[64];
static const char *at;			/* in the line, behind the last token */
static const char *was;			/* before the last token */
static bool decimal;			/* db_decimal() */

void
db_lex(const char *line)
{
	at = was = line;
	decimal = false;
}

static void
skip_blanks(void)
{
	while (*at == ' ' || *at == '\t')
		at++;
}

static bool
is_alpha(int c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_');
}

static bool
is_digit(int c)
{
	return (c >= '0' && c <= '9');
}

static int
lex_number(void)
{
	int base = decimal ? 10 : (int)db_radix;
	const char *start = at;
	char *end;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		base = 16;
	else if (at[0] == '0' && (at[1] == 't' || at[1] == 'T'))
		base = 10;
	else if (at[0] == '0' && (at[1] == 'o' || at[1] == 'O'))
		base = 8;
	else
		start -= 2;
	start += 2;
	db_number = strtouq(start, &end, base);
	if (end == start || is_alpha(*end) || is_digit(*end))
		db_error("Bad number: %s\n", at);
	at = end;
	return (DBT_NUMBER);
}

static void
lex_name(void)
{
	size_t n = 0;

	while (is_alpha(*at) || is_digit(*at) || *at == '.') {
		if (n + 1 == sizeof(db_name))
			db_error("Name too long\n");
		db_name[n++] = *at++;
	}
	db_name[n] = '\0';
}

int
db_token(void)
{
	skip_blanks();
	was = at;
	if (*at == '\0' || *at == ';')
		return (DBT_EOL);
	if (is_digit(*at))
		return (lex_number());
	if (is_alpha(*at)) {
		lex_name();
		return (DBT_NAME);
	}
	if (*at == '$' && is_alpha(at[1])) {
		at++;
		lex_name();
		return (DBT_VAR);
	}
	if ((at[0] == '.' || at[0] == '<' || at[0] == '>') && at[1] == at[0]) {
		at += 2;
		return (at[-1] == '.' ? DBT_DOTDOT :
		    at[-1] == '<' ? DBT_SHL : DBT_SHR);
	}
	return ((unsigned char)*at++);
}

int
db_decimal(void)
{
	int t;

	decimal = true;
	t = db_token();
	decimal = false;
	return (t);
}

void
db_untoken(int t)
{
	at = was;
}

const char *
db_rest(void)
{
	skip_blanks();
	return (at);
}

void
db_eol(void)
{
	if (*db_rest() != '\0' && *at != ';')
		db_error("Extra arguments: %s\n", at);
}
