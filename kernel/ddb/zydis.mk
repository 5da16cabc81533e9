# SPDX-License-Identifier: BSD-2-Clause
#
# zydis.mk: the disassembler behind ddb's examine/i, unpacked from Debian's
# source package into $(O)/zydis and compiled with our options: it needs no
# C library and no memory.  The headers that it stands on are libzycore-dev's.
# Its sources are compiled as they are, with warnings off: others keep them.

ZYDIS_DIST := zydis_4.0.0.orig.tar.gz
ZYDIS_SHA256 := e990107f80c62afc1deb51de230023a1098db801b8ea6bf483e296d45459e234
ZYDIS := $(O)/zydis
ZYDIS_STAMP := $(ZYDIS)/.extracted-4.0.0
ZYCORE := /usr/include/Zycore

ifneq ($(filter ddb/db_disasm.c,$(KERN_SRCS)),)
ZYDIS_NAMES := Decoder DecoderData Formatter FormatterATT FormatterBase \
	FormatterBuffer MetaInfo Mnemonic Register SharedData String Utils \
	FormatterIntel
ZYDIS_OBJS := $(ZYDIS_NAMES:%=$(B)/zydis/%.o)
# Alone in a directory, for nothing else of /usr/include is to be seen.
ZYDIS_CFLAGS := -isystem $(ZYDIS)/include -isystem $(ZYDIS)/zycore \
	-DZYAN_NO_LIBC -DZYDIS_STATIC_BUILD -DZYCORE_STATIC_BUILD \
	-DZYDIS_DISABLE_ENCODER -DZYDIS_DISABLE_KNC
endif

$(ZYDIS_STAMP): $(K)/ddb/zydis.mk
	@echo "  EXTRACT zydis"
	$(Q)sh $(K)/../images/ports/fetch.sh zydis $(ZYDIS_DIST) $(ZYDIS_SHA256) $(O)/ports/distfiles
	$(Q)flock $(O)/ports/distfiles/.lock sh -c 'rm -rf $(ZYDIS) && mkdir -p $(ZYDIS)/zycore && \
	    tar -x -f $(O)/ports/distfiles/$(ZYDIS_DIST) -C $(ZYDIS) --strip-components=1 && \
	    cp -R $(ZYCORE) $(ZYDIS)/zycore/'
	$(Q)touch $@

# As in lwip.mk: they are not there for a while.
$(ZYDIS_NAMES:%=$(ZYDIS)/src/%.c): $(ZYDIS_STAMP) ;

$(ZYDIS_OBJS): $(B)/zydis/%.o: $(ZYDIS_STAMP) $(B)/config.mk | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC      zydis/$*.c"
	$(Q)$(CC) $(filter-out $(WARN),$(KCFLAGS)) $(ZYDIS_CFLAGS) -I$(ZYDIS)/src -w -MMD -MP -c -o $@ $(ZYDIS)/src/$*.c

$(B)/ddb/db_disasm.o: KCFLAGS += $(ZYDIS_CFLAGS)
$(B)/ddb/db_disasm.o: | $(ZYDIS_STAMP)
