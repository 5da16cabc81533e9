# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.prog.mk: build and install one program.
#
#	PROG=	name of the program		SRCS=	sources, PROG.c unless given
#	LDADD=	libraries, as -lm		LINKS=	pairs: installed path, new path
#	BINDIR= BINMODE= BINOWN= BINGRP=	where, how, whose (bsd.own.mk)
#	SCRIPTS= files installed as programs	FILES=	files for FILESDIR
#	MAN=	manual pages			MLINKS=	pairs: page, other name
#	afterinstall: a target, made when all of that is done
#	NOCRUNCH= a reason not to be part of rescue(8)
#
# From another system a program is also made into one object for rescue(8):
# PROG.rescue, of which only its main is left to be seen, as rescue_PROG, and
# PROG.names, the paths that it is installed as.  With CRUNCH=yes those are
# links to rescue, which makes them; what has a mode of its own is left out.

.include <bsd.own.mk>

.if defined(PROG)
SRCS?=		${PROG}.c
OBJS=		${SRCS:M*.[cSs]:T:R:S,$,.o,}

all: ${PROG}

${PROG}: ${OBJS} ${SYSROOT}/usr/lib/libc.a ${SYSROOT}/usr/lib/crt1.o
	@echo "  LD      ${.CURDIR:S,^${SRCTOP}/,,}/${PROG}"
	@${CC} ${LDFLAGS} ${LDSTATIC} -o ${.TARGET} ${OBJS} ${LDADD}

.if ${COMPILER_TYPE:U} == "clang" && ${BINMODE} == 555 && !defined(NOCRUNCH)
CRUNCHED=	${PROG}.rescue
all: ${CRUNCHED} ${PROG}.names

${CRUNCHED}: ${OBJS}
	@ld.lld -r -o ${.TARGET}.tmp ${OBJS}
	@objcopy --redefine-sym main=rescue_${PROG:S/-/_/g} \
	    --keep-global-symbol=rescue_${PROG:S/-/_/g} ${.TARGET}.tmp
	@mv ${.TARGET}.tmp ${.TARGET}

${PROG}.names: ${.CURDIR}/Makefile
	@printf '%s\n' ${BINDIR}/${PROGNAME:U${PROG}} ${LINKS} | sort -u >${.TARGET}
.endif

# Other flags make other objects.
${OBJS} ${EXTRAOBJS}: ${.CURDIR}/Makefile ${MAKEFILES_TOO}

.include <bsd.dep.mk>
.else
all:
.endif

install: all
.if defined(PROG) && (!defined(CRUNCHED) || ${CRUNCH:Uno} != "yes")
	@${INSTALL} file "${DESTDIR}" ${PROG} ${BINDIR}/${PROGNAME:U${PROG}} ${BINOWN} ${BINGRP} ${BINMODE}
.endif
.for _s in ${SCRIPTS}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_s} ${SCRIPTSDIR}/${SCRIPTSNAME_${_s}:U${_s:R}} ${BINOWN} ${BINGRP} ${BINMODE}
.endfor
.for _f in ${FILES}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_f} ${FILESDIR}/${_f:T} ${BINOWN} ${BINGRP} ${FILESMODE}
.endfor
.if !defined(CRUNCHED) || ${CRUNCH:Uno} != "yes"
.for _from _to in ${LINKS}
	@${INSTALL} link "${DESTDIR}" ${_from} ${_to}
.endfor
.endif
.for _from _to in ${SYMLINKS}
	@${INSTALL} symlink "${DESTDIR}" ${_from} ${_to}
.endfor

.for _m in ${MAN}
	@${INSTALL} file "${DESTDIR}" ${.CURDIR}/${_m} ${MANDIR}/man${_m:E}/${_m} ${BINOWN} ${BINGRP} ${MANMODE}
.endfor
.for _from _to in ${MLINKS}
	@${INSTALL} link "${DESTDIR}" ${MANDIR}/man${_from:E}/${_from} ${MANDIR}/man${_to:E}/${_to}
.endfor
.if target(afterinstall)
	@cd ${.CURDIR} && ${MAKE} afterinstall
.endif

clean:
	rm -f ${PROG} ${OBJS} ${OBJS:S,$,.d,} ${CRUNCHED} ${PROG}.names
