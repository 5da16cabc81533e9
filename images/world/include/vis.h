/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vis.h: making characters visible.
 */
#ifndef _VIS_H_
#define _VIS_H_

#include <sys/types.h>

#define VIS_OCTAL	0x0001
#define VIS_CSTYLE	0x0002
#define VIS_SP		0x0004
#define VIS_TAB		0x0008
#define VIS_NL		0x0010
#define VIS_WHITE	(VIS_SP | VIS_TAB | VIS_NL)
#define VIS_SAFE	0x0020
#define VIS_NOSLASH	0x0040
#define VIS_GLOB	0x0100

#define UNVIS_VALID	1	/* a character is ready */
#define UNVIS_VALIDPUSH	2	/* ready, and the one given comes again */
#define UNVIS_NOCHAR	3
#define UNVIS_SYNBAD	(-1)
#define UNVIS_ERROR	(-2)
#define UNVIS_END	0x0800

__BEGIN_DECLS
char	*vis(char *, int, int, int);
int	 strvis(char *, const char *, int);
int	 strnvis(char *, size_t, const char *, int);
int	 strvisx(char *, const char *, size_t, int);
int	 strunvis(char *, const char *);
int	 unvis(char *, int, int *, int);
__END_DECLS

#endif /* !_VIS_H_ */
