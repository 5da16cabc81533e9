# SPDX-License-Identifier: BSD-2-Clause
# The Go formatter itself, from the tool chain's own source.
ABI_GOFMT := $(obj)/abi/h_gofmt
all: $(ABI_GOFMT)
$(ABI_GOFMT):
	@mkdir -p $(@D)
	$(call say,GO)$(GO) build -trimpath -o $@ cmd/gofmt
