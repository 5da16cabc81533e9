# SPDX-License-Identifier: BSD-2-Clause
#
# A kernel that leaves its file systems to modules, and those modules.

modules_conf := VKERNEL64_MODULES
modules_ko := $(addprefix $(obj)/modules/,nullfs.ko procfs.ko example.ko)

all: $(modules_ko)

.PHONY: modules_kernel
modules_kernel:
	@$(MAKE) --no-print-directory -C $(src)/../kernel O='$(O)' CC='$(CC)' \
	    KERNCONF=$(modules_conf) NO_MODULES=

$(modules_ko): modules_kernel
	@mkdir -p $(@D)
	@cmp -s $(O)/kernel/$(modules_conf)/modules/$(@F) $@ || \
	    cp $(O)/kernel/$(modules_conf)/modules/$(@F) $@
