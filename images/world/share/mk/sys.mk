# SPDX-License-Identifier: BSD-2-Clause
#
# sys.mk: what every Makefile of the world starts from.  build.sh (or, inside
# a guest, the environment) gives:
#
#	SRCTOP	the directory of the world's sources
#	OBJTOP	where objects go, as a tree like SRCTOP's
#	SYSROOT	headers and libraries to build against
#	NEWLIB	newlib's sources, unpacked

.SUFFIXES: .out .a .o .pico .c .S .s .sh

MACHINE?=	x86_64
MACHINE_ARCH?=	x86_64

# Objects lie in a tree of their own.
.if defined(OBJTOP) && !empty(.CURDIR:M${SRCTOP}*)
_objdir:=	${OBJTOP}${.CURDIR:S,^${SRCTOP},,}
.if !exists(${_objdir}/.)
_mkobj!=	mkdir -p ${_objdir}
.endif
.OBJDIR: ${_objdir}
.endif

TARGET=		x86_64-unknown-dragonfly
CC=		clang --target=${TARGET} --sysroot=${SYSROOT}
LDFLAGS=	-fuse-ld=lld -B${SYSROOT}/usr/lib -L${SYSROOT}/usr/lib \
		-Wl,--build-id=none -Wl,-z,noexecstack
AR=		ar
INSTALL=	sh ${SRCTOP}/share/mk/install.sh

WARNS=		-Wall -Wextra -Werror -Wno-unused-parameter
CSTD=		-std=gnu11
CFLAGS=		-O2 -pipe ${CSTD} -fno-pic -fno-pie -fno-stack-protector \
		-fno-asynchronous-unwind-tables -ffunction-sections \
		-fdata-sections -ffile-prefix-map=${SRCTOP}=. \
		-ffile-prefix-map=${NEWLIB}=newlib \
		-ffile-prefix-map=${OBJTOP}=obj

# The environment may name compilers and libraries of the host.
.MAKEFLAGS: C_INCLUDE_PATH= CPATH= LIBRARY_PATH=

# A source that moves, or that another of its name takes over, is found anew:
# the dependencies name headers only.
DROP_SOURCE=	sed -i 's,${.IMPSRC} ,,;s,${.IMPSRC}$$,,' ${.TARGET}.d

.c.o:
	@echo "  CC      ${.IMPSRC:S,^${SRCTOP}/,,:S,^${NEWLIB}/,,}"
	@${CC} ${CFLAGS} ${WARNS} ${CFLAGS.${.IMPSRC:T}} -MD -MP -MF ${.TARGET}.d \
	    -c ${.IMPSRC} -o ${.TARGET}
	@${DROP_SOURCE}
.S.o:
	@echo "  AS      ${.IMPSRC:S,^${SRCTOP}/,,:S,^${NEWLIB}/,,}"
	@${CC} ${CFLAGS} -MD -MP -MF ${.TARGET}.d -c ${.IMPSRC} -o ${.TARGET}
	@${DROP_SOURCE}
