/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fmt.c: snprintf(3) without floating point, and without state.
 * %pS prints an address as symbol+offset when the kernel knows its symbols.
 */
#include "lib/libkern.h"

struct spec {
	bool	 left, plus, space, alt, zero;
	int	 width, prec;		/* -1: none */
	int	 size;			/* bytes of the argument */
};

struct sink {
	void	(*put)(int, void *);
	void	*arg;
	int	 count;
};

static void
emit(struct sink *o, int c)
{
	o->put(c, o->arg);
	o->count++;
}

static void
emit_pad(struct sink *o, int c, int n)
{
	while (n-- > 0)
		emit(o, c);
}

static void
emit_string(struct sink *o, const struct spec *f, const char *s, int len)
{
	if (!f->left)
		emit_pad(o, ' ', f->width - len);
	for (int i = 0; i < len; i++)
		emit(o, s[i]);
	if (f->left)
		emit_pad(o, ' ', f->width - len);
}

static void
emit_number(struct sink *o, const struct spec *f, uint64_t v, int base,
    bool upper, bool negative, bool isnull_prefix)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buf[24], prefix[3];
	int n = 0, np = 0, zeros, total;

	if (v == 0 && f->prec != 0)
		buf[n++] = '0';
	for (uint64_t x = v; x != 0; x /= base)
		buf[n++] = digits[x % base];
	if (negative)
		prefix[np++] = '-';
	else if (f->plus)
		prefix[np++] = '+';
	else if (f->space)
		prefix[np++] = ' ';
	if (base == 16 && (isnull_prefix || (f->alt && v != 0))) {
		prefix[np++] = '0';
		prefix[np++] = upper ? 'X' : 'x';
	}
	zeros = f->prec > n ? f->prec - n : 0;
	if (base == 8 && f->alt && zeros == 0 && v != 0)
		zeros = 1;
	total = np + zeros + n;
	if (f->zero && !f->left && f->prec < 0 && f->width > total) {
		zeros += f->width - total;
		total = f->width;
	}
	if (!f->left)
		emit_pad(o, ' ', f->width - total);
	for (int i = 0; i < np; i++)
		emit(o, prefix[i]);
	emit_pad(o, '0', zeros);
	while (n > 0)
		emit(o, buf[--n]);
	if (f->left)
		emit_pad(o, ' ', f->width - total);
}

static const char *
parse_flags(struct spec *f, const char *p)
{
	for (;; p++) {
		if (*p == '-')
			f->left = true;
		else if (*p == '+')
			f->plus = true;
		else if (*p == ' ')
			f->space = true;
		else if (*p == '#')
			f->alt = true;
		else if (*p == '0')
			f->zero = true;
		else
			return (p);
	}
}

static const char *
parse_size(struct spec *f, const char *p)
{
	f->size = 4;
	switch (*p) {
	case 'h':
		f->size = 2;
		if (*++p == 'h')
			f->size = 1, p++;
		break;
	case 'l':
		f->size = 8;
		if (*++p == 'l')
			p++;
		break;
	case 'z': case 'j': case 't': case 'q':
		f->size = 8;
		p++;
		break;
	}
	return (p);
}

static int64_t
narrow_signed(int64_t v, int size)
{
	switch (size) {
	case 1:
		return ((signed char)v);
	case 2:
		return ((short)v);
	case 4:
		return ((int)v);
	}
	return (v);
}

static void
emit_symbol(struct sink *o, const struct spec *f, uintptr_t addr)
{
	char buf[96];

	ksymbol_format(addr, buf, sizeof(buf));
	emit_string(o, f, buf, (int)strlen(buf));
}

int
kvcprintf(void (*put)(int c, void *arg), void *arg, const char *fmt,
    va_list ap)
{
	struct sink o = { put, arg, 0 };

	for (const char *p = fmt; *p != '\0'; p++) {
		struct spec f = { .width = 0, .prec = -1 };
		const char *s;
		int64_t v;
		uint64_t u;
		char c;

		if (*p != '%') {
			emit(&o, *p);
			continue;
		}
		p = parse_flags(&f, p + 1);
		if (*p == '*') {
			f.width = va_arg(ap, int);
			if (f.width < 0)
				f.left = true, f.width = -f.width;
			p++;
		} else
			while (*p >= '0' && *p <= '9')
				f.width = f.width * 10 + (*p++ - '0');
		if (*p == '.') {
			f.prec = 0;
			if (*++p == '*') {
				f.prec = va_arg(ap, int);
				p++;
			} else
				while (*p >= '0' && *p <= '9')
					f.prec = f.prec * 10 + (*p++ - '0');
		}
		p = parse_size(&f, p);
		switch (*p) {
		case 'd': case 'i':
			v = f.size == 8 ? va_arg(ap, int64_t) : va_arg(ap, int);
			v = narrow_signed(v, f.size);
			emit_number(&o, &f, v < 0 ? -(uint64_t)v : (uint64_t)v,
			    10, false, v < 0, false);
			break;
		case 'u': case 'x': case 'X': case 'o':
			u = f.size == 8 ? va_arg(ap, uint64_t) :
			    va_arg(ap, unsigned int);
			if (f.size < 4)
				u &= (1u << (8 * f.size)) - 1;
			f.plus = f.space = false;
			emit_number(&o, &f, u, *p == 'u' ? 10 :
			    *p == 'o' ? 8 : 16, *p == 'X', false, false);
			break;
		case 'p':
			u = (uintptr_t)va_arg(ap, void *);
			if (p[1] == 'S') {
				p++;
				emit_symbol(&o, &f, u);
			} else
				emit_number(&o, &f, u, 16, false, false, true);
			break;
		case 's':
			s = va_arg(ap, const char *);
			if (s == NULL)
				s = "(null)";
			emit_string(&o, &f, s, (int)(f.prec >= 0 ?
			    strnlen(s, f.prec) : strlen(s)));
			break;
		case 'c':
			c = (char)va_arg(ap, int);
			emit_string(&o, &f, &c, 1);
			break;
		case '%':
			emit(&o, '%');
			break;
		case '\0':
			return (o.count);
		default:
			emit(&o, '%');
			emit(&o, *p);
			break;
		}
	}
	return (o.count);
}

struct buffer {
	char	*p;
	size_t	 left;		/* with room for the NUL */
};

static void
put_buffer(int c, void *arg)
{
	struct buffer *b = arg;

	if (b->left > 1) {
		*b->p++ = (char)c;
		b->left--;
	}
}

int
kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct buffer b = { buf, size };
	int n;

	n = kvcprintf(put_buffer, &b, fmt, ap);
	if (size != 0)
		*b.p = '\0';
	return (n);
}

int
ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return (n);
}
