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
# And those of packages that Debian has as golang-*-dev; tests that do not
# compile for DragonFly, since their authors took its integers for Linux's, are
# left out by the overlay.
ABI_GOPKGS := github.com_fsnotify_fsnotify \
	go.etcd.io_bbolt golang.org_x_crypto_ssh golang.org_x_crypto_ssh_agent \
	golang.org_x_net_bpf golang.org_x_net_icmp golang.org_x_net_ipv4 \
	golang.org_x_net_ipv6 golang.org_x_net_nettest golang.org_x_net_route \
	golang.org_x_sys_unix golang.org_x_term
ABI_GOSTD := $(patsubst %,$(obj)/abi/gostd/%.test,$(ABI_GOSTD) $(ABI_GOPKGS))
all: $(ABI_GOSTD)
$(ABI_GOSTD):
	@mkdir -p $(@D)
	$(call say,GO)GOPATH=/usr/share/gocode $(GO) test -c -tags timetzdata \
	    -overlay $(src)/abi/go_overlay.json -o $@ \
	    $(subst _,/,$(@F:%.test=%))
