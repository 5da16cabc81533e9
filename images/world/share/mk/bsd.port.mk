# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.port.mk: build a third party's program from a Debian source package.
#
#	PORTNAME=	the source package	DISTFILE= its upstream tar file
#	SHA256=		of DISTFILE		PATCHES=  in files/, if any
#	CONFIGURE_ARGS=	for GNU configure; or do-configure: and do-build: targets
#	MAKE_ARGS=	for its make		PORT_PROGS= triples: built, path, mode
#	PORT_OPT=	instead of -O2		PORT_LINKS= pairs: installed path, new path
#	PORT_LINKED.built=	what the linker made, if `built' is a copy of it
#	PORT_DATA=	triples like PORT_PROGS: scripts, manual pages
#	pre-configure:	a target, run in front of configure
#
# From another system its own build system is run, and PORTCC notes what it
# does.  `sources' makes of the notes a directory for the guest, with all that
# was compiled and a list of it, sources.mk; there, the list is followed.
#
# The tar file is kept in PORTSOBJ/distfiles; work happens in WRKDIR.

.include <bsd.own.mk>

.if ${COMPILER_TYPE} != "clang"
.include "bsd.port.native.mk"
.else
WRKDIR=		${PORTSOBJ}/${PORTNAME}
DISTDIR?=	${PORTSOBJ}/distfiles
WRKSRC?=	${WRKDIR}/work
PATCHES?=
HOST_CC?=	cc

PORT_OPT?=	-O2
PORTCFLAGS=	${PORT_OPT} -pipe -fno-pic -fno-pie -fno-stack-protector \
		-fno-asynchronous-unwind-tables -ffunction-sections \
		-fdata-sections -ffile-prefix-map=${WRKSRC}=${PORTNAME}
PORTENV=	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS
RECORD=		${WRKDIR}/record
PORT_SOURCES:=	${.PARSEDIR}/port-sources.sh
PORT_MK:=	${.PARSEDIR}/bsd.port.mk ${PORT_SOURCES}
RECORDENV=	PORT_RECORD=${RECORD}

PORT_PROGS_BUILT=
.for _from _to _mode in ${PORT_PROGS}
PORT_PROGS_BUILT+=	${_from}
.endfor

PORT_DATA_BUILT=
.for _from _to _mode in ${PORT_DATA}
PORT_DATA_BUILT+=	${_from}
.endfor

all: ${WRKDIR}/.built

${DISTDIR}/${DISTFILE}: ${.CURDIR}/Makefile
	@sh ${PORTSTOP}/fetch.sh ${PORTNAME} ${DISTFILE} ${SHA256} ${DISTDIR}
	@touch ${.TARGET}

PORT_FILES!=	ls ${.CURDIR}/files/* 2>/dev/null || true

${WRKDIR}/.extracted: ${DISTDIR}/${DISTFILE} ${PORT_FILES} ${PORT_MK}
	@echo "  EXTRACT ${PORTNAME}"
	@rm -rf ${WRKSRC} ${RECORD} && mkdir -p ${WRKSRC}
	@tar -x -f ${DISTDIR}/${DISTFILE} -C ${WRKSRC} --strip-components=1
.for _p in ${PATCHES}
	@patch -s -p1 -d ${WRKSRC} <${.CURDIR}/files/${_p}
.endfor
	@touch ${.TARGET}

${WRKDIR}/.configured: ${WRKDIR}/.extracted ${SYSROOT}/usr/lib/crt1.o
	@echo "  CONFIG  ${PORTNAME}"
.if target(pre-configure)
	@${MAKE} pre-configure
.endif
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
	@mkdir -p ${RECORD}
# A port's own make does not look at the C library: link anew.
	@(cd ${WRKSRC} && rm -f ${PORT_PROGS_BUILT} \
	    ${PORT_PROGS_BUILT:@_p@${PORT_LINKED.${_p}:U}@})
.if target(do-build)
	@${RECORDENV} ${MAKE} do-build >${WRKDIR}/build.log 2>&1 || { tail -n 20 ${WRKDIR}/build.log; exit 1; }
.else
	@cd ${WRKSRC} && ${RECORDENV} ${PORTENV} make -j2 ${MAKE_ARGS} >${WRKDIR}/build.log 2>&1 || \
	    { tail -n 20 ${WRKDIR}/build.log; exit 1; }
.endif
	@touch ${.TARGET}

install: all
.for _from _to _mode in ${PORT_PROGS}
	@strip -o ${WRKDIR}/.stripped ${WRKSRC}/${_from}
	@${INSTALL} file "${DESTDIR}" ${WRKDIR}/.stripped ${_to} ${BINOWN} ${BINGRP} ${_mode}
.endfor
.for _from _to _mode in ${PORT_DATA}
	@${INSTALL} file "${DESTDIR}" ${WRKSRC}/${_from} ${_to} ${BINOWN} ${BINGRP} ${_mode}
.endfor
.for _from _to in ${PORT_LINKS}
	@${INSTALL} link "${DESTDIR}" ${_from} ${_to}
.endfor

# What the guest needs to build the same: see port-sources.sh.
sources: ${WRKDIR}/.built .PHONY
	@sh ${PORT_SOURCES} ${RECORD} ${WRKSRC} ${.CURDIR} \
	    ${SYSROOT} ${DESTDIR}/usr/src/contrib/${PORTNAME} \
	    ${PORT_PROGS_BUILT:@_p@${PORT_LINKED.${_p}:U${_p}}@}
.for _f in ${PORT_DATA_BUILT}
	@mkdir -p ${DESTDIR}/usr/src/contrib/${PORTNAME}/${_f:H}
	@cp ${WRKSRC}/${_f} ${DESTDIR}/usr/src/contrib/${PORTNAME}/${_f}
.endfor

clean:
	rm -rf ${WRKDIR}
.endif
