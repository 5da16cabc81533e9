# SPDX-License-Identifier: BSD-2-Clause
#
# A kernel that leaves its file systems to modules, and those modules; modules
# under test of kernel/modules/test, built as from outside the tree; and kernels
# of other kinds with theirs.

modules_conf := VKERNEL64_MODULES
modules_src := $(src)/../kernel/modules/test
modules_fs := $(addprefix $(obj)/modules/fs/,nullfs.ko procfs.ko tmpfs.ko \
	      cd9660.ko example.ko)
modules_test := mt_dev mt_call mt_num219 mt_num4 mt_proto mt_ddb mt_new mt_old \
	      mt_none mt_loop_a mt_loop_b mt_undef mt_set mt_ownset mt_fail \
	      mt_twin_a mt_twin_b mt_twinuser mt_hog
# Several from one source: file and what tells them apart.
from_mt_num219	:= mt_number -DNAME=mt_num219 -DNUMBER=219
from_mt_num4	:= mt_number -DNAME=mt_num4 -DNUMBER=4
from_mt_new	:= mt_need -DNAME=mt_new -DNEED=example -DMIN=3 -DMAX=9
from_mt_old	:= mt_need -DNAME=mt_old -DNEED=example -DMIN=1 -DMAX=1
from_mt_none	:= mt_need -DNAME=mt_none -DNEED=mt_nothing -DMIN=1 -DMAX=1
from_mt_loop_a	:= mt_need -DNAME=mt_loop_a -DNEED=mt_loop_b -DMIN=1 -DMAX=1
from_mt_loop_b	:= mt_need -DNAME=mt_loop_b -DNEED=mt_loop_a -DMIN=1 -DMAX=1
from_mt_twin_a	:= mt_twin -DNAME=mt_twin_a -DVALUE=1
from_mt_twin_b	:= mt_twin -DNAME=mt_twin_b -DVALUE=2

# A kernel that checks all it can, with sources of others that are here already.
modules_san	:= $(O)/san
modules_sank	:= $(modules_san)/kernel/VKERNEL64_DEBUG
modules_sanko	:= $(addprefix $(obj)/modules/san/,example.ko example_user.ko \
	      nullfs.ko mt_ddb.ko mt_dev.ko mt_call.ko mt_proto.ko)

all: $(modules_fs) $(modules_test:%=$(obj)/modules/%.ko) $(modules_sanko)

.PHONY: modules_kernel modules_main modules_sankernel
modules_sankernel: modules_main
	@mkdir -p $(modules_san)/ports
	@[ -e $(modules_san)/ports/distfiles ] || \
	    ln -s $(O)/ports/distfiles $(modules_san)/ports/distfiles
	@$(MAKE) --no-print-directory -C $(src)/../kernel O='$(modules_san)' \
	    CC='$(CC)' SANITIZE=address,undefined KERNCONF=VKERNEL64_DEBUG \
	    NO_MODULES=
modules_kernel:
	@$(MAKE) --no-print-directory -C $(src)/../kernel O='$(O)' CC='$(CC)' \
	    SANITIZE='$(SANITIZE)' KERNCONF=$(modules_conf) NO_MODULES=
modules_main:
	@$(MAKE) --no-print-directory -C $(src)/../kernel O='$(O)' CC='$(CC)' \
	    SANITIZE='$(SANITIZE)' KERNCONF=VKERNEL64 NO_MODULES=

$(modules_fs): modules_kernel
	@mkdir -p $(@D)
	@cmp -s $(O)/kernel/$(modules_conf)/modules/$(@F) $@ || \
	    cp $(O)/kernel/$(modules_conf)/modules/$(@F) $@

# One directory each, with a Makefile as kld(4) has it.
$(obj)/modules/mt_%.ko: modules_main $(modules_src)/*.c
	@d=$(obj)/modules/mt_$*; mkdir -p $$d; set -- $(or $(from_mt_$*),mt_$*); \
	f=$$1; shift; cmp -s $(modules_src)/$$f.c $$d/$$f.c || \
	    cp $(modules_src)/$$f.c $$d/$$f.c; \
	printf 'KMOD=mt_$*\nSRCS=%s.c\nCOPTS=%s\ninclude $(O)/kernel/VKERNEL64/kmod.mk\n' \
	    $$f "$$*" >$$d/Makefile; \
	$(MAKE) --no-print-directory -s -C $$d; cmp -s $$d/mt_$*.ko $@ || cp $$d/mt_$*.ko $@

$(modules_sanko): modules_sankernel $(modules_src)/*.c
	@mkdir -p $(@D); m=$(basename $(@F)); ko=$(modules_sank)/modules/$(@F); \
	case $$m in mt_*) d=$(@D)/$$m; ko=$$d/$$m.ko; mkdir -p $$d; \
	    cmp -s $(modules_src)/$$m.c $$d/$$m.c || cp $(modules_src)/$$m.c $$d; \
	    printf 'KMOD=%s\nSRCS=%s.c\ninclude $(modules_sank)/kmod.mk\n' \
		$$m $$m >$$d/Makefile; \
	    $(MAKE) --no-print-directory -s -C $$d || exit 1;; \
	esac; cmp -s $$ko $@ || cp $$ko $@
