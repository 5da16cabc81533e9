/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf_filter.c: the filter machine of bpf(4): an accumulator, an index
 * register, sixteen words of memory; it only jumps forward.
 *
 * Programs are checked once, when they are set; packets each time.
 */
#include "lib/libkern.h"
#include "net/bpf_var.h"

/* ---- checking -------------------------------------------------------------------------------- */

static bool
alu_valid(const struct bpf_insn *i)
{
	switch (BPF_OP(i->code)) {
	case BPF_ADD:
	case BPF_SUB:
	case BPF_MUL:
	case BPF_OR:
	case BPF_AND:
	case BPF_XOR:
	case BPF_NEG:
		return (true);
	case BPF_LSH:
	case BPF_RSH:
		return (BPF_SRC(i->code) == BPF_X || i->k < 32);
	case BPF_DIV:
	case BPF_MOD:
		return (BPF_SRC(i->code) == BPF_X || i->k != 0);
	default:
		return (false);
	}
}

static bool
load_valid(const struct bpf_insn *i)
{
	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
	case BPF_LEN:
		return (true);
	case BPF_ABS:
	case BPF_IND:
		return (BPF_CLASS(i->code) == BPF_LD &&
		    BPF_SIZE(i->code) != 0x18);
	case BPF_MSH:
		return (BPF_CLASS(i->code) == BPF_LDX &&
		    BPF_SIZE(i->code) == BPF_B);
	case BPF_MEM:
		return (i->k < BPF_MEMWORDS);
	default:
		return (false);
	}
}

/* left: instructions behind this one. */
static bool
jump_valid(const struct bpf_insn *i, uint32_t left)
{
	switch (BPF_OP(i->code)) {
	case BPF_JA:
		return (i->k < left);
	case BPF_JEQ:
	case BPF_JGT:
	case BPF_JGE:
	case BPF_JSET:
		return (i->jt < left && i->jf < left);
	default:
		return (false);
	}
}

bool
bpf_validate(const struct bpf_insn *f, uint32_t n)
{
	bool ok;

	if (n == 0 || n > BPF_MAXINSNS)
		return (false);
	for (uint32_t pc = 0; pc < n; pc++) {
		const struct bpf_insn *i = &f[pc];

		switch (BPF_CLASS(i->code)) {
		case BPF_LD:
		case BPF_LDX:
			ok = load_valid(i);
			break;
		case BPF_ST:
		case BPF_STX:
			ok = i->k < BPF_MEMWORDS;
			break;
		case BPF_ALU:
			ok = alu_valid(i);
			break;
		case BPF_JMP:
			ok = jump_valid(i, n - pc - 1);
			break;
		case BPF_RET:
			ok = BPF_RVAL(i->code) == BPF_K ||
			    BPF_RVAL(i->code) == BPF_A;
			break;
		default:
			ok = BPF_MISCOP(i->code) == BPF_TAX ||
			    BPF_MISCOP(i->code) == BPF_TXA;
			break;
		}
		if (!ok)
			return (false);
	}
	return (BPF_CLASS(f[n - 1].code) == BPF_RET);
}

/* ---- running ---------------------------------------------------------------------------------- */

struct packet {
	const uint8_t	*pk_hdr;
	size_t		 pk_hlen;
	const struct pbuf *pk_p;
	uint32_t	 pk_len;
};

/* size bytes at off, big-endian. */
static bool
fetch(const struct packet *pk, uint32_t off, uint32_t size, uint32_t *value)
{
	uint32_t v = 0;

	if (size > pk->pk_len || off > pk->pk_len - size)
		return (false);
	for (uint32_t i = off; i < off + size; i++)
		v = v << 8 | (i < pk->pk_hlen ? pk->pk_hdr[i] :
		    pbuf_get_at(pk->pk_p, (u16_t)(i - pk->pk_hlen)));
	*value = v;
	return (true);
}

struct machine {
	uint32_t	 m_a, m_x;
	uint32_t	 m_mem[BPF_MEMWORDS];
};

static uint32_t
size_of(uint16_t code)
{
	switch (BPF_SIZE(code)) {
	case BPF_B:
		return (1);
	case BPF_H:
		return (2);
	default:
		return (4);
	}
}

/* Load into A or X; false: outside the packet. */
static bool
load(struct machine *m, const struct bpf_insn *i, const struct packet *pk)
{
	uint32_t v, *to = BPF_CLASS(i->code) == BPF_LD ? &m->m_a : &m->m_x;

	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
		*to = i->k;
		return (true);
	case BPF_LEN:
		*to = pk->pk_len;
		return (true);
	case BPF_MEM:
		*to = m->m_mem[i->k];
		return (true);
	case BPF_ABS:
		return (fetch(pk, i->k, size_of(i->code), to));
	case BPF_IND:
		if (i->k + m->m_x < i->k)
			return (false);
		return (fetch(pk, i->k + m->m_x, size_of(i->code), to));
	default:
		/* Four times the low half of a byte: a length of headers. */
		if (!fetch(pk, i->k, 1, &v))
			return (false);
		*to = (v & 0x0f) << 2;
		return (true);
	}
}

/* false: a division by zero. */
static bool
alu(struct machine *m, const struct bpf_insn *i)
{
	uint32_t v = BPF_SRC(i->code) == BPF_X ? m->m_x : i->k;

	switch (BPF_OP(i->code)) {
	case BPF_ADD:
		m->m_a += v;
		return (true);
	case BPF_SUB:
		m->m_a -= v;
		return (true);
	case BPF_MUL:
		m->m_a *= v;
		return (true);
	case BPF_OR:
		m->m_a |= v;
		return (true);
	case BPF_AND:
		m->m_a &= v;
		return (true);
	case BPF_XOR:
		m->m_a ^= v;
		return (true);
	case BPF_NEG:
		m->m_a = 0 - m->m_a;
		return (true);
	case BPF_LSH:
		m->m_a = v < 32 ? m->m_a << v : 0;
		return (true);
	case BPF_RSH:
		m->m_a = v < 32 ? m->m_a >> v : 0;
		return (true);
	case BPF_DIV:
		if (v != 0)
			m->m_a /= v;
		return (v != 0);
	default:
		if (v != 0)
			m->m_a %= v;
		return (v != 0);
	}
}

/* How far to jump. */
static uint32_t
jump(const struct machine *m, const struct bpf_insn *i)
{
	uint32_t v = BPF_SRC(i->code) == BPF_X ? m->m_x : i->k;
	bool taken;

	switch (BPF_OP(i->code)) {
	case BPF_JA:
		return (i->k);
	case BPF_JEQ:
		taken = m->m_a == v;
		break;
	case BPF_JGT:
		taken = m->m_a > v;
		break;
	case BPF_JGE:
		taken = m->m_a >= v;
		break;
	default:
		taken = (m->m_a & v) != 0;
		break;
	}
	return (taken ? i->jt : i->jf);
}

uint32_t
bpf_run(const struct bpf_insn *f, uint32_t n, const void *hdr, size_t hlen,
    const struct pbuf *p)
{
	struct packet pk = { hdr, hlen, p,
	    (uint32_t)hlen + (p != NULL ? p->tot_len : 0U) };
	struct machine m = { 0 };

	if (f == NULL)
		return (UINT32_MAX);
	for (uint32_t pc = 0; pc < n; pc++) {
		const struct bpf_insn *i = &f[pc];

		switch (BPF_CLASS(i->code)) {
		case BPF_LD:
		case BPF_LDX:
			if (!load(&m, i, &pk))
				return (0);
			break;
		case BPF_ST:
			m.m_mem[i->k] = m.m_a;
			break;
		case BPF_STX:
			m.m_mem[i->k] = m.m_x;
			break;
		case BPF_ALU:
			if (!alu(&m, i))
				return (0);
			break;
		case BPF_JMP:
			pc += jump(&m, i);
			break;
		case BPF_RET:
			return (BPF_RVAL(i->code) == BPF_A ? m.m_a : i->k);
		default:
			if (BPF_MISCOP(i->code) == BPF_TAX)
				m.m_x = m.m_a;
			else
				m.m_a = m.m_x;
			break;
		}
	}
	return (0);
}
