/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * assym.h: offsets in struct thread that assembly needs; platform/intr.c
 * holds them to the structure.
 */
#ifndef _PLATFORM_ASSYM_H_
#define _PLATFORM_ASSYM_H_

#define TD_RSP		0
#define TD_ONCPU	8

#endif /* !_PLATFORM_ASSYM_H_ */
