/* SPDX-License-Identifier: BSD-2-Clause */
/* h_dynpie.c: h_dynprog.c, to be loaded at any address: see room.mk. */
#include "h_dynprog.c"
