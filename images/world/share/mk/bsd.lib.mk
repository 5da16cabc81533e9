# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.lib.mk: build one static library and put it where programs find it.
#
#	LIB=	name without lib and .a		SRCS=	its sources
#	EXTRAOBJS= objects with rules of their own
#
# The library lands in SYSROOT as soon as it is built; install copies it to
# DESTDIR.

.include <bsd.own.mk>

OBJS=		${SRCS:M*.[cSs]:T:R:S,$,.o,}

all: ${SYSROOT}/usr/lib/lib${LIB}.a

${SYSROOT}/usr/lib/lib${LIB}.a: lib${LIB}.a
	@mkdir -p ${.TARGET:H}
	@cp lib${LIB}.a ${.TARGET}.tmp && mv ${.TARGET}.tmp ${.TARGET}

lib${LIB}.a: ${OBJS} ${EXTRAOBJS}
	@echo "  AR      ${.TARGET}"
	@rm -f ${.TARGET}
	@echo ${OBJS} ${EXTRAOBJS} >${.TARGET}.list
	@${AR} rcsD ${.TARGET} @${.TARGET}.list

# Other flags make other objects.
${OBJS} ${EXTRAOBJS}: ${.CURDIR}/Makefile ${MAKEFILES_TOO}

.include <bsd.dep.mk>

install: all
	@${INSTALL} file "${DESTDIR}" lib${LIB}.a ${LIBDIR}/lib${LIB}.a root wheel ${LIBMODE}

clean:
	rm -f lib${LIB}.a ${OBJS} ${EXTRAOBJS} ${OBJS:S,$,.d,} ${EXTRAOBJS:S,$,.d,}
