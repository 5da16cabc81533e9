/*
 * json.h: read the JSON lines that the harness itself writes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef JSON_H
#define JSON_H

#include "buf.h"

/*
 * Look a member of the object in text up by name.  Its value is appended to
 * out: a string decoded, anything else as written.  Nested values count as
 * one.  Returns 0, ENOENT, or EINVAL when text is not an object.
 */
int	json_get(const char *text, const char *name, struct buf *out);

#endif
