/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trap.h: trap numbers, also in mc_trapno.
 */
#ifndef _MACHINE_TRAP_H_
#define _MACHINE_TRAP_H_

#define T_ALIGNFLT	14
#define T_ARITHTRAP	6
#define T_ASTFLT	7
#define T_BOUND		21
#define T_BPTFLT	3
#define T_DIVIDE	18
#define T_DNA		22
#define T_DOUBLEFLT	23
#define T_FAST_SYSCALL	129
#define T_FPOPFLT	24
#define T_MCHK		28
#define T_NMI		19
#define T_OFLOW		20
#define T_PAGEFLT	12
#define T_PRIVINFLT	1
#define T_PROTFLT	9
#define T_RESERVED	30
#define T_SEGNPFLT	26
#define T_STKFLT	27
#define T_SYSCALL80	0x80
#define T_TRCTRAP	10
#define T_TSSFLT	25
#define T_USER		0x100
#define T_XMMFLT	29

#endif /* !_MACHINE_TRAP_H_ */
