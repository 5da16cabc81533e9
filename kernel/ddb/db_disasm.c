/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_disasm.c: instructions as text, in the syntax of as(1).
 *
 * Zydis decodes and formats; it needs neither a C library nor memory.  What it
 * works on is kept here rather than on the stack: only the CPU that owns
 * the debugger is here.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"
#include <Zydis/Decoder.h>
#include <Zydis/Formatter.h>
#include <Zydis/Utils.h>

#define TEXT_MAX	128	/* of an instruction, with a long name in it */

static ZydisDecoder decoder;
static ZydisFormatter formatter;
static ZydisDecodedInstruction insn;
static ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];

/* Addresses by name.  What does not fit into the text is cut off. */
static ZyanStatus
put_address(const ZydisFormatter *f, ZydisFormatterBuffer *buffer,
    ZydisFormatterContext *context)
{
	ZyanStatus status;
	ZyanString *text;
	ZyanU64 addr;
	char name[96], *p;
	size_t n;

	status = ZydisCalcAbsoluteAddress(context->instruction,
	    context->operand, context->runtime_address, &addr);
	if (!ZYAN_SUCCESS(status))
		return (status);
	status = ZydisFormatterBufferAppend(buffer, ZYDIS_TOKEN_SYMBOL);
	if (!ZYAN_SUCCESS(status))
		return (status);
	status = ZydisFormatterBufferGetString(buffer, &text);
	if (!ZYAN_SUCCESS(status))
		return (status);
	db_sym_format(addr, name, sizeof(name));
	/* Its size counts the NUL. */
	n = K_MIN(strlen(name), text->vector.capacity - text->vector.size);
	p = (char *)text->vector.data + text->vector.size - 1;
	memcpy(p, name, n);
	p[n] = '\0';
	text->vector.size += n;
	return (ZYAN_STATUS_SUCCESS);
}

static void
prepare(void)
{
	static bool prepared;
	ZydisFormatterFunc fn = put_address;

	if (prepared)
		return;
	if (!ZYAN_SUCCESS(ZydisDecoderInit(&decoder,
	    ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)) ||
	    !ZYAN_SUCCESS(ZydisFormatterInit(&formatter,
	    ZYDIS_FORMATTER_STYLE_ATT)) ||
	    !ZYAN_SUCCESS(ZydisFormatterSetHook(&formatter,
	    ZYDIS_FORMATTER_FUNC_PRINT_ADDRESS_ABS, (const void **)&fn)) ||
	    !ZYAN_SUCCESS(ZydisFormatterSetProperty(&formatter,
	    ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE)) ||
	    !ZYAN_SUCCESS(ZydisFormatterSetProperty(&formatter,
	    ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED)) ||
	    !ZYAN_SUCCESS(ZydisFormatterSetProperty(&formatter,
	    ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED)))
		db_error("The disassembler cannot be set up\n");
	prepared = true;
}

/* As many bytes of code as there are, where a mapping may end. */
static size_t
fetch_code(uintptr_t addr, uint8_t *code, size_t size)
{
	size_t n = size;

	while (n > 0 && machine_mem_read(addr, code, n) != 0)
		n--;
	return (n);
}

size_t
db_disasm(uintptr_t addr)
{
	uint8_t code[ZYDIS_MAX_INSTRUCTION_LENGTH];
	char text[TEXT_MAX];
	size_t n;

	prepare();
	n = fetch_code(addr, code, sizeof(code));
	if (n == 0)
		return (0);
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, n, &insn,
	    operands)) ||
	    !ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter, &insn,
	    operands, insn.operand_count_visible, text, sizeof(text), addr,
	    NULL))) {
		db_printf(".byte 0x%02x", code[0]);
		return (1);
	}
	db_printf("%s", text);
	return (insn.length);
}
