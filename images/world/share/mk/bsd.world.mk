# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.world.mk: how the world's own sources are compiled.
#
#	SRCTOP	the directory of the world's sources
#	OBJTOP	where objects go, as a tree like SRCTOP's
#	SYSROOT	headers and libraries to build against
#	NEWLIB	newlib's sources, unpacked
#	ABI	the kernel's headers for programs
#	PORTSTOP	recipes of third parties' programs
#	COMPILER_TYPE	clang (on another system) or pcc (in the guest)
#
# On another system build.sh gives them all.

COMPILER_TYPE?=	pcc
OBJTOP?=	${MAKEOBJDIRPREFIX:U/usr/obj}${SRCTOP}
SYSROOT?=	${OBJTOP}/tmp
NEWLIB?=	${SRCTOP}/contrib/newlib
ABI?=		${SRCTOP}/sys/abi
PORTSTOP?=	${SRCTOP}/ports

# Objects lie in a tree of their own.
.if !empty(.CURDIR:M${SRCTOP}*)
_objdir:=	${OBJTOP}${.CURDIR:S,^${SRCTOP},,}
.if !exists(${_objdir}/.)
_mkobj!=	mkdir -p ${_objdir}
.endif
.OBJDIR: ${_objdir}
.endif

WARNS=		-Wall -Wextra -Werror -Wno-unused-parameter
LDFLAGS=	-B${SYSROOT}/usr/lib -L${SYSROOT}/usr/lib

.if ${COMPILER_TYPE} == "clang"
TARGET=		x86_64-unknown-dragonfly
CC=		clang --target=${TARGET} --sysroot=${SYSROOT}
LDFLAGS+=	-fuse-ld=lld -Wl,--build-id=none -Wl,-z,noexecstack
LDSTATIC=	-static -Wl,--gc-sections -Wl,-s
CFLAGS=		-O2 -pipe -std=gnu11 -fno-pic -fno-pie -fno-stack-protector \
		-fno-asynchronous-unwind-tables -ffunction-sections \
		-fdata-sections -ffile-prefix-map=${SRCTOP}=. \
		-ffile-prefix-map=${NEWLIB}=newlib \
		-ffile-prefix-map=${OBJTOP}=obj
CFLAGS_NOBUILTIN= -fno-builtin
CFLAGS_TLS=	-ftls-model=initial-exec

# A source that moves, or that another of its name takes over, is found anew:
# the dependencies name headers only.
DEPEND=		-MD -MP -MF ${.TARGET}.d
DROP_SOURCE=	sed -i 's,${.IMPSRC} ,,;s,${.IMPSRC}$$,,' ${.TARGET}.d

# The environment may name compilers and libraries of the host.
.MAKEFLAGS: C_INCLUDE_PATH= CPATH= LIBRARY_PATH=
.else
# The guest's own.  It preprocesses twice for dependencies: a world is built
# from nothing, and does without.
CC=		cc --sysroot=${SYSROOT}
LDSTATIC=	-static -Wl,-s
CFLAGS=		-O
WARNS=
DEPEND=
DROP_SOURCE=	:
.endif

.c.o:
	@echo "  CC      ${.IMPSRC:S,^${SRCTOP}/,,:S,^${NEWLIB}/,,}"
	@${CC} ${CFLAGS} ${WARNS} ${CFLAGS.${.IMPSRC:T}} ${DEPEND} \
	    -c ${.IMPSRC} -o ${.TARGET}
	@${DROP_SOURCE}
.S.o:
	@echo "  AS      ${.IMPSRC:S,^${SRCTOP}/,,:S,^${NEWLIB}/,,}"
	@${CC} ${CFLAGS} ${DEPEND} -c ${.IMPSRC} -o ${.TARGET}
	@${DROP_SOURCE}
