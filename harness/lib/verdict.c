/*
 * verdict.c: names of verdicts, and what an exit status means.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "vkt.h"

static const char *const verdict_names[VKT_NVERDICTS] = {
	[VKT_PASS] = "pass",
	[VKT_TEST_FAIL] = "test-fail",
	[VKT_PANIC] = "panic",
	[VKT_DDB_STOP] = "ddb-stop",
	[VKT_HANG] = "hang",
	[VKT_NO_OUTPUT] = "no-output",
	[VKT_BOOT_FAIL] = "boot-fail",
	[VKT_IMAGE_FAIL] = "image-fail",
	[VKT_BUILD_FAIL] = "build-fail",
	[VKT_INFRA] = "infra",
	[VKT_SKIP] = "skip",
};

const char *
vkt_verdict_name(enum vkt_verdict v)
{
	return ((unsigned)v < VKT_NVERDICTS ? verdict_names[v] : "unknown");
}

int
vkt_verdict_parse(const char *name, enum vkt_verdict *vp)
{
	unsigned i;

	for (i = 0; i < VKT_NVERDICTS; i++) {
		if (strcmp(name, verdict_names[i]) == 0) {
			*vp = (enum vkt_verdict)i;
			return (0);
		}
	}
	return (EINVAL);
}

enum vkt_verdict
vkt_verdict_exit(int wstatus, int want, bool booted, char *reason, size_t size)
{
	int code;

	if (WIFSIGNALED(wstatus)) {
		snprintf(reason, size, "kernel killed by signal %d (%s)",
		    WTERMSIG(wstatus), strsignal(WTERMSIG(wstatus)));
		return (VKT_PANIC);
	}
	code = WEXITSTATUS(wstatus);
	if (code == want)
		return (VKT_PASS);
	snprintf(reason, size, "kernel exited with status %d, expected %d",
	    code, want);
	if (code == VKT_EX_PANIC)
		return (VKT_PANIC);
	if (code == VKT_EX_HOST)
		return (VKT_INFRA);
	return (booted ? VKT_TEST_FAIL : VKT_BOOT_FAIL);
}

/* A status as shells number it: 128 + signal, -1 for none. */
static int
status_code(int wstatus)
{
	if (wstatus == -1)
		return (-1);
	return (WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus) :
	    WEXITSTATUS(wstatus));
}

static void
json_field(struct buf *b, const char *name, const char *value)
{
	buf_fmt(b, ", \"%s\": ", name);
	buf_json(b, value, strlen(value));
}

char *
vkt_result_json(const struct vkt_boot *b, const struct vkt_result *r,
    const char *label)
{
	struct buf out = { 0 };
	size_t i;

	buf_fmt(&out, "{\"verdict\": \"%s\"", vkt_verdict_name(r->verdict));
	if (label != NULL)
		json_field(&out, "case", label);
	json_field(&out, "reason", r->reason);
	buf_fmt(&out, ", \"status\": %d, \"booted\": %s, \"killed\": %u, "
	    "\"boot_seconds\": %.3f, \"seconds\": %.3f, \"bytes\": %llu",
	    status_code(r->status), r->booted ? "true" : "false", r->killed,
	    r->boot_seconds, r->seconds, r->bytes);
	if (r->kept)
		buf_str(&out, ", \"kept\": true");
	if (b != NULL) {
		json_field(&out, "kernel", b->kernel);
		buf_str(&out, ", \"args\": [");
		for (i = 0; b->args != NULL && b->args[i] != NULL; i++) {
			if (i > 0)
				buf_str(&out, ", ");
			buf_json(&out, b->args[i], strlen(b->args[i]));
		}
		buf_str(&out, "]");
		json_field(&out, "artifacts", b->dir);
	}
	buf_str(&out, "}\n");
	return (out.data);
}

int
vkt_result_status(const struct vkt_result *r, bool own)
{
	if (own && r->status != -1)
		return (status_code(r->status));
	switch (r->verdict) {
	case VKT_PASS:
		return (0);
	case VKT_PANIC:
	case VKT_DDB_STOP:
		return (VKT_EX_PANIC);
	case VKT_HANG:
	case VKT_NO_OUTPUT:
		return (75);
	case VKT_IMAGE_FAIL:
		return (VKT_EX_NOINPUT);
	case VKT_INFRA:
		return (VKT_EX_HOST);
	case VKT_SKIP:
		return (77);
	default:
		return (1);
	}
}
