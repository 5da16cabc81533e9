# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.own.mk: where things are installed, whose they are and with which mode.

BINDIR?=	/usr/bin
LIBDIR?=	/usr/lib
INCDIR?=	/usr/include
SHAREDIR?=	/usr/share
MANDIR?=	${SHAREDIR}/man
FILESDIR?=	${SHAREDIR}/misc
SCRIPTSDIR?=	${BINDIR}

BINOWN?=	root
BINGRP?=	wheel
BINMODE?=	555
FILESMODE?=	444
MANMODE?=	444
LIBMODE?=	444

.PHONY: all install clean
