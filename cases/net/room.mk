# SPDX-License-Identifier: BSD-2-Clause
#
# The tests of Go's package net, for DragonFly, with the files they read.

gonet	:= $(obj)/net/gonet.tar
gonetsrc := $(shell go env GOROOT 2>/dev/null)/src

all: $(gonet)
$(gonet): $(src)/net/room.mk
	@mkdir -p $(@D)/gonet/net $(@D)/gonet/testdata
	$(call say,GO)cd $(@D)/gonet/net && $(GO) test -c -o net.test net
	@cp -r $(gonetsrc)/net/testdata $(@D)/gonet/net/
	@cp $(gonetsrc)/testdata/Isaac.Newton-Opticks.txt $(@D)/gonet/testdata/
	@tar -cf $@.tmp -C $(@D)/gonet net testdata && mv $@.tmp $@
