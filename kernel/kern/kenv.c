/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kenv.c: the kernel environment: -e at the command line, tunables, kenv(2).
 * A list under kenv_spin; values are copied in and out.
 */
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/kenv.h>

MALLOC_DEFINE(M_KENV, "kenv", "kernel environment");

struct kenvvar {
	LIST_ENTRY(kenvvar) kv_list;
	char		 kv_name[KENV_MNAMELEN];
	char		 kv_value[KENV_MVALLEN];
};
static LIST_HEAD(, kenvvar) kenv_list;	/* [kenv_spin] last set first */
static int kenv_count;			/* [kenv_spin] */
static struct spinlock kenv_spin = SPINLOCK_INITIALIZER("kenv", LR_SPINMISC);

static struct kenvvar *
kenv_lookup(const char *name)
{
	struct kenvvar *kv;

	LIST_FOREACH(kv, &kenv_list, kv_list)
		if (strcmp(kv->kv_name, name) == 0)
			return (kv);
	return (NULL);
}

int
kenv_set(const char *name, const char *value)
{
	struct kenvvar *kv, *fresh;
	int error = 0;

	if (name[0] == '\0' || strchr(name, '=') != NULL)
		return (EINVAL);
	if (strlen(name) >= KENV_MNAMELEN || strlen(value) >= KENV_MVALLEN)
		return (ENAMETOOLONG);
	fresh = kmalloc(sizeof(*fresh), M_KENV, M_WAITOK);
	if (fresh == NULL)
		return (ENOMEM);
	spin_lock(&kenv_spin);
	if ((kv = kenv_lookup(name)) == NULL && kenv_count < KENV_MAX) {
		kv = fresh;
		fresh = NULL;
		strlcpy(kv->kv_name, name, sizeof(kv->kv_name));
		LIST_INSERT_HEAD(&kenv_list, kv, kv_list);
		kenv_count++;
	}
	if (kv != NULL)
		strlcpy(kv->kv_value, value, sizeof(kv->kv_value));
	else
		error = ENOMEM;
	spin_unlock(&kenv_spin);
	kfree(fresh, M_KENV);
	return (error);
}

static int
kenv_unset(const char *name)
{
	struct kenvvar *kv;

	spin_lock(&kenv_spin);
	if ((kv = kenv_lookup(name)) != NULL) {
		LIST_REMOVE(kv, kv_list);
		kenv_count--;
	}
	spin_unlock(&kenv_spin);
	kfree(kv, M_KENV);
	return (kv != NULL ? 0 : ENOENT);
}

bool
kenv_get(const char *name, char *buf, size_t size)
{
	struct kenvvar *kv;

	spin_lock(&kenv_spin);
	if ((kv = kenv_lookup(name)) != NULL)
		strlcpy(buf, kv->kv_value, size);
	spin_unlock(&kenv_spin);
	return (kv != NULL);
}

void
kenv_foreach(void (*fn)(const char *name, const char *value))
{
	struct kenvvar *kv, *last = NULL;

	/* The list is short, and runs the other way. */
	for (;;) {
		struct kenvvar *found = NULL;

		LIST_FOREACH(kv, &kenv_list, kv_list) {
			if (kv == last)
				break;
			found = kv;
		}
		if (found == NULL)
			return;
		fn(found->kv_name, found->kv_value);
		last = found;
	}
}

/* kern.environment.0.n: the n-th variable as name=value, for init(8).  ENOENT. */
static int
sysctl_environment(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	char buf[KENV_MNAMELEN + KENV_MVALLEN];
	struct kenvvar *kv;
	int at;

	if (namelen != 2)
		return (EINVAL);
	spin_lock(&kenv_spin);
	at = kenv_count - 1 - name[1];
	kv = name[1] < 0 || at < 0 ? NULL : LIST_FIRST(&kenv_list);
	while (kv != NULL && at-- > 0)
		kv = LIST_NEXT(kv, kv_list);
	if (kv != NULL)
		(void)ksnprintf(buf, sizeof(buf), "%s=%s", kv->kv_name,
		    kv->kv_value);
	spin_unlock(&kenv_spin);
	return (kv != NULL ? sysctl_out(req, buf, strlen(buf) + 1) : ENOENT);
}
SYSCTL_KPROC(kern_environment, "kern.environment", OID_AUTO,
    CTLTYPE_NODE | CTLFLAG_RD, NULL, 0, sysctl_environment, "N",
    "Variables by number");

/* A number of 64 bits, decimal, octal or hexadecimal, with its unit. */
static bool
kenv_number(const char *text, int64_t *value)
{
	static const char units[] = "kmgt";
	const char *unit;
	char *end;
	int64_t v;

	v = strtoq(text, &end, 0);
	if (end == text)
		return (false);
	if (*end != '\0' && (unit = strchr(units, *end | 0x20)) != NULL) {
		for (; unit >= units; unit--)
			if (__builtin_mul_overflow(v, 1024, &v))
				return (false);
		end++;
	}
	*value = v;
	return (*end == '\0');
}

bool
kenv_getquad(const char *name, int64_t *value)
{
	char buf[KENV_MVALLEN];

	return (kenv_get(name, buf, sizeof(buf)) && kenv_number(buf, value));
}

bool
kenv_getint(const char *name, int *value)
{
	int64_t v;

	if (!kenv_getquad(name, &v) || v != (int)v)
		return (false);
	*value = (int)v;
	return (true);
}

void
kenv_tunable(const char *name, int lo, int hi, int *value)
{
	char buf[KENV_MVALLEN];
	int64_t v;

	if (!kenv_get(name, buf, sizeof(buf)))
		return;
	if (!kenv_number(buf, &v)) {
		kprintf("warning: %s=%s: not a value of this variable, "
		    "ignored\n", name, buf);
		return;
	}
	*value = (int)K_MAX((int64_t)lo, K_MIN((int64_t)hi, v));
	if (*value != v)
		kprintf("warning: %s=%s: taken as %d\n", name, buf, *value);
}

/* All variables as name=value, NUL after each, one more at the end. */
static int
kenv_dump(char *uvalue, int len, int64_t *rv)
{
	struct kenvvar *kv;
	size_t size = 1, n = 0;
	char *buf;
	int error = 0;

	spin_lock(&kenv_spin);
	LIST_FOREACH(kv, &kenv_list, kv_list)
		size += strlen(kv->kv_name) + strlen(kv->kv_value) + 2;
	spin_unlock(&kenv_spin);
	size += 1024;			/* some may be added meanwhile */
	if ((buf = kmalloc(size, M_TEMP, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	spin_lock(&kenv_spin);
	LIST_FOREACH(kv, &kenv_list, kv_list) {
		size_t need = strlen(kv->kv_name) + strlen(kv->kv_value) + 2;

		if (n + need >= size)
			break;
		ksnprintf(buf + n, size - n, "%s=%s", kv->kv_name,
		    kv->kv_value);
		n += need;
	}
	spin_unlock(&kenv_spin);
	n++;
	*rv = (int64_t)n;
	if (uvalue != NULL && len > 0) {
		error = copyout(buf, uvalue, K_MIN(n, (size_t)len));
		*rv = (int64_t)n <= len ? 0 : (int64_t)n;
	}
	kfree(buf, M_TEMP);
	return (error);
}

int
sys_kenv(struct lwp *lp, const struct kenv_args *uap, int64_t rv[2])
{
	char name[KENV_MNAMELEN], value[KENV_MVALLEN];
	size_t n;
	int error;

	if (uap->what == KENV_DUMP)
		return (kenv_dump(uap->value, uap->len, &rv[0]));
	if (uap->what != KENV_GET &&
	    (error = cred_root(lp->lwp_cred)) != 0)
		return (error);
	if ((error = copyinstr(uap->name, name, sizeof(name), NULL)) != 0)
		return (error);
	switch (uap->what) {
	case KENV_GET:
		if (!kenv_get(name, value, sizeof(value)))
			return (ENOENT);
		n = strlen(value) + 1;
		if (uap->len < 0)
			return (EINVAL);
		if (n > (size_t)uap->len)
			n = (size_t)uap->len;
		if ((error = copyout(value, uap->value, n)) == 0)
			rv[0] = (int64_t)n;
		return (error);
	case KENV_SET:
		if (uap->len < 1)
			return (EINVAL);
		n = K_MIN((size_t)uap->len, sizeof(value));
		error = copyinstr(uap->value, value, n, NULL);
		return (error != 0 ? error : kenv_set(name, value));
	case KENV_UNSET:
		return (kenv_unset(name));
	}
	return (EINVAL);
}
