/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_expr.c: expressions, as ddb(4) has them.
 *
 *	or	: and { '|' and }
 *	and	: shift { '&' shift }
 *	shift	: sum { ('<<' | '>>') sum }
 *	sum	: product { ('+' | '-') product }
 *	product	: unary { ('*' | '/' | '%' | '#') unary }
 *	unary	: ('-' | '~' | '!' | '*') unary | term
 *	term	: number | name | $variable | . | + | .. | ^ | ' | ( or )
 *
 * All is unsigned 64 bits.  a # b is a rounded up to a multiple of b.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"

#define DEPTH_MAX	64	/* of parentheses and unary operators */

static int depth;
static bool db_or(uint64_t *);

static bool
db_term(uint64_t *v)
{
	uintptr_t addr;
	int t = db_token();

	switch (t) {
	case DBT_NUMBER:
		*v = db_number;
		return (true);
	case DBT_NAME:
		if (!db_sym_lookup(db_name, &addr))
			db_error("Symbol '%s' not found\n", db_name);
		*v = addr;
		return (true);
	case DBT_VAR:
		db_var_get(db_name, v);
		return (true);
	case '.':
		*v = db_dot;
		return (true);
	case '+':
		*v = db_next;
		return (true);
	case DBT_DOTDOT:
		*v = db_prev;
		return (true);
	case '^':
		*v = db_prev;
		return (true);
	case '\'':
		*v = db_last;
		return (true);
	case '(':
		if (!db_or(v) || db_token() != ')')
			db_error("Unmatched (\n");
		return (true);
	default:
		db_untoken(t);
		return (false);
	}
}

static bool
db_unary(uint64_t *v)
{
	int t = db_token();

	if (t != '-' && t != '~' && t != '!' && t != '*') {
		db_untoken(t);
		return (db_term(v));
	}
	if (++depth > DEPTH_MAX)
		db_error("Expression too deep\n");
	if (!db_unary(v))
		db_error("Expression syntax error after '%c'\n", t);
	depth--;
	if (t == '-')
		*v = -*v;
	else if (t == '~')
		*v = ~*v;
	else if (t == '!')
		*v = *v == 0;
	else
		*v = db_fetch(*v, sizeof(uint64_t));
	return (true);
}

static uint64_t
apply(int op, uint64_t a, uint64_t b)
{
	if ((op == '/' || op == '%' || op == '#') && b == 0)
		db_error("Division by zero\n");
	switch (op) {
	case '*':
		return (a * b);
	case '/':
		return (a / b);
	case '%':
		return (a % b);
	case '#':
		return ((a + b - 1) / b * b);
	case '+':
		return (a + b);
	case '-':
		return (a - b);
	case DBT_SHL:
		return (b < 64 ? a << b : 0);
	case DBT_SHR:
		return (b < 64 ? a >> b : 0);
	case '&':
		return (a & b);
	default:
		return (a | b);
	}
}

static bool
is_op(int t, int level)
{
	switch (level) {
	case 0:
		return (t == '|');
	case 1:
		return (t == '&');
	case 2:
		return (t == DBT_SHL || t == DBT_SHR);
	case 3:
		return (t == '+' || t == '-');
	default:
		return (t == '*' || t == '/' || t == '%' || t == '#');
	}
}

/* Left to right, each level binding tighter than the one before. */
static bool
db_binary(uint64_t *v, int level)
{
	uint64_t right;
	int t;

	if (!(level == 4 ? db_unary(v) : db_binary(v, level + 1)))
		return (false);
	for (t = db_token(); is_op(t, level); t = db_token()) {
		if (!(level == 4 ? db_unary(&right) :
		    db_binary(&right, level + 1)))
			db_error("Expression syntax error\n");
		*v = apply(t, *v, right);
	}
	db_untoken(t);
	return (true);
}

static bool
db_or(uint64_t *v)
{
	bool any;

	if (++depth > DEPTH_MAX)
		db_error("Expression too deep\n");
	any = db_binary(v, 0);
	depth--;
	return (any);
}

bool
db_expression(uint64_t *v)
{
	depth = 0;
	return (db_or(v));
}

void
db_modifiers(char *buf, size_t size)
{
	int t = db_token();

	buf[0] = '\0';
	if (t != '/') {
		db_untoken(t);
		return;
	}
	if (db_token() != DBT_NAME)
		db_error("Bad modifier\n");
	if (strlcpy(buf, db_name, size) >= size)
		db_error("Bad modifier /%s\n", db_name);
}
