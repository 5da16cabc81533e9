# SPDX-License-Identifier: BSD-2-Clause
#
# modules.mk: the modules, kld(4), that go with a kernel; a GNU make fragment.
#
# MODULES are their names, SRCS_name their sources below kernel/.  They are
# compiled as the kernel is, but that they carry the stamp of that kernel
# (sys/kmodule.h) and are not checked by sanitizers, whose tables of variables
# only a linked program has.  Into $(B)/modules/name.ko.

MODULES		:= nullfs procfs example example_user
SRCS_nullfs	:= vfs/nullfs/nullfs.c vfs/nullfs/null_vnops.c
SRCS_procfs	:= vfs/procfs/procfs_ctl.c vfs/procfs/procfs_files.c \
		   vfs/procfs/procfs_vfsops.c vfs/procfs/procfs_vnops.c
SRCS_example	:= modules/example/example.c
SRCS_example_user := modules/example/example_user.c

M		:= $(B)/modules
MODULE_FLAGS	:= $(filter-out -fsanitize=% -fno-sanitize-recover=%,$(KCFLAGS)) \
		   -fno-asynchronous-unwind-tables -fno-common -mcmodel=small \
		   -include $(B)/kmod_abi.h
MODULE_OBJS	:= $(foreach m,$(MODULES),$(SRCS_$m:%.c=$(M)/%.o))

modules: $(MODULES:%=$(M)/%.ko)

$(M)/%.o: $(K)/%.c $(B)/config.mk $(B)/kmod_abi.h | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC      modules/$(<:$(K)/%=%)"
	$(Q)$(CC) $(MODULE_FLAGS) -MMD -MP -c -o $@ $<

define module_rule
$(M)/$1.ko: $(SRCS_$1:%.c=$(M)/%.o)
	@echo "  LD      modules/$1.ko"
	$(Q)$(LD) -r -o $(M)/$1.full $$^
	$(Q)$(OBJCOPY) --strip-debug -R .comment -R .note.GNU-stack $(M)/$1.full $$@
endef
$(foreach m,$(MODULES),$(eval $(call module_rule,$m)))

-include $(MODULE_OBJS:.o=.d)
