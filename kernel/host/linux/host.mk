# SPDX-License-Identifier: BSD-2-Clause
#
# host.mk: how to build the Linux side of the line; a GNU make fragment.
#
# Before including it set HOST_DIR (this directory) and O (object directory);
# CC and SANITIZE (address, undefined, or both with a comma) are honoured.
# It gives
#	HOST_OBJS	objects to link with the kernel
#	HOST_LDFLAGS, HOST_LDLIBS	for that link, made with $(CC)
#	HOST_CALLBACKS	symbols that the kernel must leave global
#
# Everything above the line is linked with `ld -r' first and its symbols made
# local, but HOST_CALLBACKS; then $(CC) links it with HOST_OBJS.

HOST_CALLBACKS	= kernel_main kernel_fault

HOST_SRCS	= blk.c clock.c code.c console.c console_out.c console_tty.c \
		  cpu.c cpu_signal.c debug.c errno.c fault.c file.c main.c \
		  net.c net_io.c net_keep.c net_link.c net_ring.c net_tap.c \
		  net_watch.c place.c ram.c supervisor.c ux_context.c \
		  ux_event.c ux_filter.c ux_init.c ux_map.c ux_pool.c \
		  ux_range.c ux_run.c ux_space.c ux_spin.c watch.c zygote.c

HOST_O		?= $(O)/host
HOST_OBJS	= $(HOST_SRCS:%.c=$(HOST_O)/%.o) $(HOST_O)/stub_blob.o

HOST_SANITIZE	= $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer)
HOST_CFLAGS	= -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -pthread \
		  -ffile-prefix-map=$(abspath $(HOST_DIR)/../../..)=. \
		  -MMD -MP $(HOST_SANITIZE)
HOST_LDFLAGS	= -pthread $(HOST_SANITIZE)
HOST_LDLIBS	=

# The stub programs run without a C library and without the FPU, whatever the
# rest is built with.
HOST_STUB_CFLAGS = -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding \
		  -mgeneral-regs-only -fno-stack-protector -fno-pic -fno-pie \
		  -fcf-protection=none -fno-asynchronous-unwind-tables

# V=1 shows commands, otherwise what is made.
host_say	= $(if $(filter 0,$(or $(V),0)),@echo "  $1      host/linux/$2"; )

$(HOST_O):
	@mkdir -p $@

$(HOST_O)/%.o: $(HOST_DIR)/%.c | $(HOST_O)
	$(call host_say,CC,$(<F))$(CC) $(HOST_CFLAGS) -c -o $@ $<

$(HOST_O)/stub_zygote: $(HOST_DIR)/stub_zygote.c $(HOST_DIR)/stub_proto.h | $(HOST_O)
	$(call host_say,LD,$(@F))$(CC) $(HOST_STUB_CFLAGS) -nostdlib -static -Wl,--build-id=none \
	    -Wl,-z,noexecstack -o $@ $< && strip $@

$(HOST_O)/stub_text.bin: $(HOST_DIR)/stub_text.S \
    $(HOST_DIR)/stub_mapper.S $(HOST_DIR)/stub_proto.h | $(HOST_O)
	$(call host_say,AS,$(<F))$(CC) -c -o $(HOST_O)/stub_text.elf $< && \
	    objcopy -O binary -j .text $(HOST_O)/stub_text.elf $@

$(HOST_O)/stub_blob.o: $(HOST_DIR)/stub_blob.S $(HOST_O)/stub_zygote $(HOST_O)/stub_text.bin
	$(call host_say,AS,$(<F))$(CC) -I$(HOST_O) -c -o $@ $<

-include $(HOST_SRCS:%.c=$(HOST_O)/%.d)
