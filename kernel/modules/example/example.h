/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * example.h: what the module `example' has for others.
 */
#ifndef _MODULES_EXAMPLE_H_
#define _MODULES_EXAMPLE_H_

/* One more call; how many there have been.  Any context. */
int	example_call(void);

#endif /* !_MODULES_EXAMPLE_H_ */
