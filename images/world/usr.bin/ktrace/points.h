/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * points.h: what the letters of -t stand for, for ktrace(1) and kdump(1).
 */
#ifndef _POINTS_H_
#define _POINTS_H_

/* KTRFAC_* of s; plus: of the letter +.  Ends the program when s has another. */
int	points(const char *s, int plus);

#endif /* !_POINTS_H_ */
