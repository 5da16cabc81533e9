/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdnoreturn.h: noreturn.
 */
#ifndef _STDNORETURN_H_
#define _STDNORETURN_H_

#define noreturn	_Noreturn

#endif
