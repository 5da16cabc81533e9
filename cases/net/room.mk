# SPDX-License-Identifier: BSD-2-Clause
#
# Go's own tests of its packages about the network, for DragonFly, with the
# files they read.

gonet	:= $(obj)/net/gonet.tar
gohttp	:= $(obj)/net/gohttp.tar
gonetsrc := $(shell go env GOROOT 2>/dev/null)/src
gohttps	:= net/http net/http/httputil net/rpc net/smtp net/textproto \
	   log/syslog os/signal

all: $(gonet) $(gohttp)
$(gonet): $(src)/net/room.mk
	@mkdir -p $(@D)/gonet/net $(@D)/gonet/testdata
	$(call say,GO)cd $(@D)/gonet/net && $(GO) test -c -o net.test net
	@cp -r $(gonetsrc)/net/testdata $(@D)/gonet/net/
	@cp $(gonetsrc)/testdata/Isaac.Newton-Opticks.txt $(@D)/gonet/testdata/
	@tar -cf $@.tmp -C $(@D)/gonet net testdata && mv $@.tmp $@

$(gohttp): $(src)/net/room.mk
	@rm -rf $(@D)/gohttp && mkdir -p $(@D)/gohttp
	$(call say,GO)cd $(@D)/gohttp && for p in $(gohttps); do \
	    mkdir -p $$p && cp -r $(gonetsrc)/$$p/testdata $$p/ 2>/dev/null; \
	    $(GO) test -c -ldflags '-s -w' -o $$p/test.test $$p || exit 1; done
	@cp $(gonetsrc)/net/http/*.go $(@D)/gohttp/net/http/
	@tar -cf $@.tmp -C $(@D)/gohttp net log os && mv $@.tmp $@
