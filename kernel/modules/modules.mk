# SPDX-License-Identifier: BSD-2-Clause
#
# modules.mk: the modules, kld(4), that go with a kernel; a GNU make fragment.
#
# MODULES are their names, SRCS_name their sources below kernel/.  They are
# compiled as the kernel is, but that they carry the stamp of that kernel
# (sys/kmodule.h).  Into $(B)/modules/name.ko, with all that debuggers want to
# know in $(B)/modules/name.full.
#
# $(B)/kmod.mk builds others, from outside the tree, in the same way.

MODULES		:= nullfs procfs tmpfs cd9660 example example_user
SRCS_nullfs	:= vfs/nullfs/nullfs.c vfs/nullfs/null_vnops.c
SRCS_procfs	:= $(addprefix vfs/procfs/procfs_,ctl.c dir.c files.c vfsops.c vnops.c)
SRCS_tmpfs	:= $(addprefix vfs/tmpfs/tmpfs_,file.c subr.c vfsops.c vnops.c)
SRCS_cd9660	:= $(addprefix vfs/cd9660/cd_,dir.c io.c name.c node.c record.c \
		   susp.c tree.c vfsops.c vnops.c volume.c)
SRCS_example	:= modules/example/example.c
SRCS_example_user := modules/example/example_user.c

M		:= $(B)/modules
# Modules of a file start in the order in which it has them.
# A sanitizer's table of variables that lies in sections of its own needs a
# linker that makes a program.
MODULE_FLAGS	:= $(KCFLAGS) -fno-asynchronous-unwind-tables -fno-common -mcmodel=small \
		   $(if $(findstring clang,$(CC)),,-fno-toplevel-reorder) \
		   $(if $(and $(findstring address,$(SANITIZE)),$(findstring clang,$(CC))),-fno-sanitize-address-globals-dead-stripping) \
		   -include $(B)/kmod_abi.h
MODULE_STRIP	:= $(OBJCOPY) --strip-debug -R .comment -R .note.GNU-stack
MODULE_OBJS	:= $(foreach m,$(MODULES),$(SRCS_$m:%.c=$(M)/%.o))

modules: $(MODULES:%=$(M)/%.ko) $(B)/kmod.mk

$(M)/%.o: $(K)/%.c $(B)/config.mk $(B)/kmod_abi.h | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC      modules/$(<:$(K)/%=%)"
	$(Q)$(CC) $(MODULE_FLAGS) -MMD -MP -c -o $@ $<

define module_rule
$(M)/$1.ko: $(SRCS_$1:%.c=$(M)/%.o)
	@echo "  LD      modules/$1.ko"
	$(Q)$(LD) -r -o $(M)/$1.full $$^
	$(Q)$(MODULE_STRIP) $(M)/$1.full $$@
endef
$(foreach m,$(MODULES),$(eval $(call module_rule,$m)))

# What this kernel was built with, and the rules of kmod.mk.
$(B)/kmod.mk: $(K)/modules/kmod.mk $(B)/config.mk $(K)/Makefile $(K)/modules/modules.mk
	$(Q){ echo '# Made by the Makefile; do not edit.'; \
	    echo 'KMOD_KERNEL=	$(B)'; \
	    echo 'KMOD_CC=	$(CC)'; \
	    echo 'KMOD_LD=	$(LD)'; \
	    echo 'KMOD_STRIP=	$(MODULE_STRIP)'; \
	    echo 'KMOD_CFLAGS=	$(MODULE_FLAGS)'; \
	    cat $(K)/modules/kmod.mk; } > $@.tmp && mv $@.tmp $@

-include $(MODULE_OBJS:.o=.d)
