# SPDX-License-Identifier: BSD-2-Clause
#
# bsd.subdir.mk: make a target in each directory of SUBDIR.  They build in
# parallel; a directory that needs another first says SUBDIR_DEPEND_dir=other.

.include <bsd.own.mk>

.MAIN: all

.for _t in all install clean sources
.for _d in ${SUBDIR}
${_t}-${_d}: .PHONY ${SUBDIR_DEPEND_${_d}:S,^,${_t}-,}
	@cd ${.CURDIR}/${_d} && ${MAKE} ${_t}
${_t}: ${_t}-${_d}
.endfor
.endfor
