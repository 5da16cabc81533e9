# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.dep.mk: read the dependencies that the compiler wrote beside OBJS.

.for _o in ${OBJS} ${EXTRAOBJS}
.-include "${.OBJDIR}/${_o}.d"
.endfor
