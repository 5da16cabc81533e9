# SPDX-License-Identifier: BSD-2-Clause
#
# BSD make reads this file, GNU make reads GNUmakefile: hand the targets on, so that
# "bmake -DNO_MODULES buildkernel KERNCONF=VKERNEL64" means what build(7) says.
# -C: BSD make works in obj/ when there is one.

GMAKE?=	gmake
.if !exists(/usr/bin/gmake) && !exists(/usr/local/bin/gmake)
GMAKE=	make
.endif

.MAIN: all

all help setup boot test check bench bisect clean harness kernel world image cases \
buildkernel installkernel buildworld installworld distribution: .PHONY
	@env -u MAKEFLAGS -u MAKELEVEL ${GMAKE} --no-print-directory -C '${.CURDIR}' -f GNUmakefile ${.TARGET} \
	    ${.MAKEOVERRIDES:N.*:O:u:@v@${v}='${$v}'@} \
	    ${defined(NO_MODULES):?NO_MODULES=1:}
