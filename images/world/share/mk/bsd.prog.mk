# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.prog.mk: build and install one program.
#
#	PROG=	name of the program		SRCS=	sources, PROG.c unless given
#	LDADD=	libraries, as -lm		LINKS=	pairs: installed path, new path
#	BINDIR= BINMODE= BINOWN= BINGRP=	where, how, whose (bsd.own.mk)
#	SCRIPTS= files installed as programs	FILES=	files for FILESDIR
#	MAN=	manual pages			MLINKS=	pairs: page, other name

.include <bsd.own.mk>

.if defined(PROG)
SRCS?=		${PROG}.c
OBJS=		${SRCS:M*.[cSs]:T:R:S,$,.o,}

all: ${PROG}

${PROG}: ${OBJS} ${SYSROOT}/usr/lib/libc.a ${SYSROOT}/usr/lib/crt1.o
	@echo "  LD      ${.CURDIR:S,^${SRCTOP}/,,}/${PROG}"
	@${CC} ${LDFLAGS} ${LDSTATIC} -o ${.TARGET} ${OBJS} ${LDADD}

# Other flags make other objects.
${OBJS} ${EXTRAOBJS}: ${.CURDIR}/Makefile ${MAKEFILES_TOO}

.include <bsd.dep.mk>
.else
all:
.endif

install: all
.if defined(PROG)
	@${INSTALL} file "${DESTDIR}" ${PROG} ${BINDIR}/${PROGNAME:U${PROG}} ${BINOWN} ${BINGRP} ${BINMODE}
.endif
.for _s in ${SCRIPTS}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_s} ${SCRIPTSDIR}/${SCRIPTSNAME_${_s}:U${_s:R}} ${BINOWN} ${BINGRP} ${BINMODE}
.endfor
.for _f in ${FILES}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_f} ${FILESDIR}/${_f:T} ${BINOWN} ${BINGRP} ${FILESMODE}
.endfor
.for _from _to in ${LINKS}
	@${INSTALL} link "${DESTDIR}" ${_from} ${_to}
.endfor
.for _from _to in ${SYMLINKS}
	@${INSTALL} symlink "${DESTDIR}" ${_from} ${_to}
.endfor

.for _m in ${MAN}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_m} ${MANDIR}/man${_m:E}/${_m} ${BINOWN} ${BINGRP} ${MANMODE}
.endfor
.for _from _to in ${MLINKS}
	@${INSTALL} link "${DESTDIR}" ${MANDIR}/man${_from:E}/${_from} ${MANDIR}/man${_to:E}/${_to}
.endfor

clean:
	rm -f ${PROG} ${OBJS} ${OBJS:S,$,.d,}
