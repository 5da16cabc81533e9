/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec.c: the exec(3) family over execve(2).
 */
#include <sys/types.h>
#include <errno.h>
#include <paths.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char	**environ;

/* Count the arguments of a variadic call up to its NULL. */
#define COUNT_ARGS(ap, first, n) do {					\
	(n) = 1;							\
	va_start(ap, first);						\
	while (va_arg(ap, char *) != NULL)				\
		(n)++;							\
	va_end(ap);							\
} while (0)

#define FILL_ARGS(ap, first, argv, n) do {				\
	(argv)[0] = __DECONST(char *, first);				\
	va_start(ap, first);						\
	for (size_t i_ = 1; i_ <= (n); i_++)				\
		(argv)[i_] = va_arg(ap, char *);			\
} while (0)

int
execl(const char *path, const char *arg, ...)
{
	va_list ap;
	size_t n;

	COUNT_ARGS(ap, arg, n);
	char *argv[n + 1];
	FILL_ARGS(ap, arg, argv, n);
	va_end(ap);
	return (execve(path, argv, environ));
}

int
execle(const char *path, const char *arg, ...)
{
	va_list ap;
	size_t n;
	char **env;

	COUNT_ARGS(ap, arg, n);
	char *argv[n + 1];
	FILL_ARGS(ap, arg, argv, n);
	env = va_arg(ap, char **);
	va_end(ap);
	return (execve(path, argv, env));
}

int
execlp(const char *file, const char *arg, ...)
{
	va_list ap;
	size_t n;

	COUNT_ARGS(ap, arg, n);
	char *argv[n + 1];
	FILL_ARGS(ap, arg, argv, n);
	va_end(ap);
	return (execvp(file, argv));
}

int
execv(const char *path, char *const *argv)
{
	return (execve(path, argv, environ));
}

/* A script without #! is the shell's. */
static void
exec_shell(const char *path, char *const *argv, char *const *env)
{
	size_t n = 0;

	while (argv[n] != NULL)
		n++;
	const char *args[n + 2];
	args[0] = "sh";
	args[1] = path;
	for (size_t i = 1; i <= n; i++)
		args[i + 1] = argv[i];
	execve(_PATH_BSHELL, __DECONST(char **, args), env);
}

static int
exec_search(const char *file, const char *search, char *const *argv,
    char *const *env)
{
	char path[1024];
	size_t n, len = strlen(file);
	int denied = 0;

	if (*file == '\0') {
		errno = ENOENT;
		return (-1);
	}
	if (strchr(file, '/') != NULL) {
		execve(file, argv, env);
		if (errno == ENOEXEC)
			exec_shell(file, argv, env);
		return (-1);
	}
	for (;; search += n + 1) {
		n = strcspn(search, ":");
		if (n + len + 2 <= sizeof(path)) {
			memcpy(path, search, n);
			if (n > 0)
				path[n] = '/';
			strcpy(path + n + (n > 0), file);
			execve(path, argv, env);
			switch (errno) {
			case ENOEXEC:
				exec_shell(path, argv, env);
				return (-1);
			case EACCES:
				denied = 1;
				break;
			case ENOENT:
			case ENOTDIR:
			case ELOOP:
			case ENAMETOOLONG:
				break;
			default:
				return (-1);
			}
		}
		if (search[n] == '\0')
			break;
	}
	errno = denied ? EACCES : ENOENT;
	return (-1);
}

int
execvpe(const char *file, char *const *argv, char *const *env)
{
	const char *path = getenv("PATH");

	return (exec_search(file, path != NULL ? path : _PATH_DEFPATH, argv, env));
}

int
execvp(const char *file, char *const *argv)
{
	return (execvpe(file, argv, environ));
}

int
execvP(const char *file, const char *search, char *const *argv)
{
	return (exec_search(file, search, argv, environ));
}
