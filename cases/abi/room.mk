# SPDX-License-Identifier: BSD-2-Clause
# The Go formatter itself, from the tool chain's own source.
ABI_GOFMT := $(obj)/abi/h_gofmt
all: $(ABI_GOFMT)
$(ABI_GOFMT):
	@mkdir -p $(@D)
	$(call say,GO)$(GO) build -trimpath -o $@ cmd/gofmt

# The tests of some packages of its standard library, for t_go_std.
ABI_GOSTD := archive_tar context internal_poll io_fs io_ioutil os os_exec \
	os_signal path_filepath runtime sync sync_atomic syscall time
ABI_GOSTD := $(ABI_GOSTD:%=$(obj)/abi/gostd/%.test)
all: $(ABI_GOSTD)
$(ABI_GOSTD):
	@mkdir -p $(@D)
	$(call say,GO)$(GO) test -c -tags timetzdata -o $@ \
	    $(subst _,/,$(@F:%.test=%))
