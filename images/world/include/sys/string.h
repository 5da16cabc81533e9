/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * string.h: what this system has in <string.h> beyond newlib.
 */
#ifndef _SYS_STRING_H_
#define _SYS_STRING_H_

__BEGIN_DECLS
void	strmode(int, char *);
__END_DECLS

#endif /* !_SYS_STRING_H_ */
