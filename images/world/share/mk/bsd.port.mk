# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.port.mk: build a third party's program from a Debian source package.
#
#	PORTNAME=	the source package	DISTFILE= its upstream tar file
#	SHA256=		of DISTFILE		PATCHES=  in files/, if any
#	CONFIGURE_ARGS=	for GNU configure; or do-configure: and do-build: targets
#	MAKE_ARGS=	for its make		PORT_PROGS= triples: built, path, mode
#	PORT_LINKS=	pairs: installed path, new path
#
# The tar file is kept in PORTSOBJ/distfiles; work happens in WRKDIR.

.include <bsd.own.mk>

WRKDIR=		${PORTSOBJ}/${PORTNAME}
DISTDIR?=	${PORTSOBJ}/distfiles
WRKSRC?=	${WRKDIR}/work
PATCHES?=
HOST_CC?=	cc

PORTCFLAGS=	-O2 -pipe -fno-pic -fno-pie -fno-stack-protector \
		-fno-asynchronous-unwind-tables -ffunction-sections \
		-fdata-sections -ffile-prefix-map=${WRKSRC}=${PORTNAME}
PORTENV=	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS

all: ${WRKDIR}/.built

${DISTDIR}/${DISTFILE}: ${.CURDIR}/Makefile
	@sh ${PORTSTOP}/fetch.sh ${PORTNAME} ${DISTFILE} ${SHA256} ${DISTDIR}
	@touch ${.TARGET}

PORT_FILES!=	ls ${.CURDIR}/files/* 2>/dev/null || true

${WRKDIR}/.extracted: ${DISTDIR}/${DISTFILE} ${PORT_FILES}
	@echo "  EXTRACT ${PORTNAME}"
	@rm -rf ${WRKSRC} && mkdir -p ${WRKSRC}
	@tar -x -f ${DISTDIR}/${DISTFILE} -C ${WRKSRC} --strip-components=1
.for _p in ${PATCHES}
	@patch -s -p1 -d ${WRKSRC} <${.CURDIR}/files/${_p}
.endfor
	@touch ${.TARGET}

${WRKDIR}/.configured: ${WRKDIR}/.extracted ${SYSROOT}/usr/lib/crt1.o
	@echo "  CONFIG  ${PORTNAME}"
.if target(do-configure)
	@${MAKE} do-configure >${WRKDIR}/configure.log 2>&1 || { tail -n 20 ${WRKDIR}/configure.log; exit 1; }
.else
	@cd ${WRKSRC} && ${PORTENV} ./configure --host=x86_64-unknown-dragonfly \
	    --build=x86_64-pc-linux-gnu --prefix=/usr CC="${PORTCC}" \
	    CFLAGS="${PORTCFLAGS}" ${CONFIGURE_ARGS} >${WRKDIR}/configure.log 2>&1 || \
	    { tail -n 20 ${WRKDIR}/configure.log; exit 1; }
.endif
	@touch ${.TARGET}

${WRKDIR}/.built: ${WRKDIR}/.configured ${SYSROOT}/usr/lib/libc.a
	@echo "  BUILD   ${PORTNAME}"
.if target(do-build)
	@${MAKE} do-build >${WRKDIR}/build.log 2>&1 || { tail -n 20 ${WRKDIR}/build.log; exit 1; }
.else
	@cd ${WRKSRC} && ${PORTENV} make -j2 ${MAKE_ARGS} >${WRKDIR}/build.log 2>&1 || \
	    { tail -n 20 ${WRKDIR}/build.log; exit 1; }
.endif
	@touch ${.TARGET}

install: all
.for _from _to _mode in ${PORT_PROGS}
	@strip -o ${WRKDIR}/.stripped ${WRKSRC}/${_from}
	@${INSTALL} file "${DESTDIR}" ${WRKDIR}/.stripped ${_to} ${BINOWN} ${BINGRP} ${_mode}
.endfor
.for _from _to in ${PORT_LINKS}
	@${INSTALL} link "${DESTDIR}" ${_from} ${_to}
.endfor

clean:
	rm -rf ${WRKDIR}
