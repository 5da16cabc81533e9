# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.port.native.mk: build a third party's program in the guest, from the
# directory that `sources' of bsd.port.mk made.  Its sources.mk says
#
#	PORT_OBJS.prog=	objects of a program	PORT_LIBS.prog=	-lm and the like
#	PORT_SRC.obj=	an object's source	PORT_CFLAGS.obj=	its flags
#	PORT_FIRST.obj=	headers to read in front of it
#
# with the slashes of names turned into underscores.

PORTSRC=	${SRCTOP}/contrib/${PORTNAME}
.include "${PORTSRC}/sources.mk"

PORT_OBJS=
.for _from _to _mode in ${PORT_PROGS}
PORT_BUILT.${_from}=	${PORT_LINKED.${_from}:U${_from}:S,/,_,g}
all: ${PORT_BUILT.${_from}}
PORT_OBJS+=	${PORT_OBJS.${PORT_BUILT.${_from}}}

${PORT_BUILT.${_from}}: ${PORT_OBJS.${PORT_BUILT.${_from}}} \
    ${SYSROOT}/usr/lib/libc.a ${SYSROOT}/usr/lib/crt1.o
	@echo "  LD      ${PORTNAME}/${.TARGET}"
	@${CC} ${LDFLAGS} ${LDSTATIC} -o ${.TARGET} \
	    ${PORT_OBJS.${.TARGET}} ${PORT_LIBS.${.TARGET}}
.endfor

.for _o in ${PORT_OBJS:O:u}
${_o}: ${PORTSRC}/${PORT_SRC.${_o}}
	@echo "  CC      ${PORTNAME}/${PORT_SRC.${.TARGET}}"
.if defined(PORT_FIRST.${_o})
	@printf '#include "%s"\n' ${PORT_FIRST.${.TARGET}} \
	    ${PORTSRC}/${PORT_SRC.${.TARGET}} >${.TARGET:R}_first.c
	@${CC} -O ${PORT_CFLAGS.${.TARGET}} -c ${.TARGET:R}_first.c -o ${.TARGET}
.else
	@${CC} -O ${PORT_CFLAGS.${.TARGET}} \
	    -c ${PORTSRC}/${PORT_SRC.${.TARGET}} -o ${.TARGET}
.endif
.endfor

install: all
.for _from _to _mode in ${PORT_PROGS}
	@${INSTALL} file "${DESTDIR}" ${PORT_BUILT.${_from}} ${_to} ${BINOWN} ${BINGRP} ${_mode}
.endfor
.for _from _to _mode in ${PORT_DATA}
	@${INSTALL} file "${DESTDIR}" ${PORTSRC}/${_from} ${_to} ${BINOWN} ${BINGRP} ${_mode}
.endfor
.for _from _to in ${PORT_LINKS}
	@${INSTALL} link "${DESTDIR}" ${_from} ${_to}
.endfor

clean:
	rm -f ${PORT_OBJS} ${PORT_OBJS:.o=_first.c}
