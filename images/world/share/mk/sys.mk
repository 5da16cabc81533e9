# SPDX-License-Identifier: BSD-2-Clause
#
# sys.mk: what make(1) knows before it reads a Makefile: compilers, suffixes
# and rules.  Where SRCTOP is set the world is being built, and bsd.world.mk
# has the last word.

.SUFFIXES: .out .a .o .c .S .s .sh

MACHINE?=	x86_64
MACHINE_ARCH?=	x86_64

CC?=		cc
AS?=		as
LD?=		ld
AR?=		ar
CFLAGS?=	-O
LDFLAGS?=
INSTALL:=	sh ${.PARSEDIR}/install.sh

.c.o:
	${CC} ${CFLAGS} ${WARNS} -c ${.IMPSRC} -o ${.TARGET}
.S.o:
	${CC} ${CFLAGS} -c ${.IMPSRC} -o ${.TARGET}
.s.o:
	${AS} ${ASFLAGS} -o ${.TARGET} ${.IMPSRC}
.c:
	${CC} ${CFLAGS} ${LDFLAGS} ${.IMPSRC} ${LDLIBS} -o ${.TARGET}
.sh:
	cp ${.IMPSRC} ${.TARGET}
	chmod a+x ${.TARGET}

.if defined(SRCTOP)
.include "bsd.world.mk"
.endif
