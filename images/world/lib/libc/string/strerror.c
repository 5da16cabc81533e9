/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strerror.c: error numbers in words.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <string.h>

static const char *const list[] = {
	[0] = "No error: 0",
	[EPERM] = "Operation not permitted",
	[ENOENT] = "No such file or directory",
	[ESRCH] = "No such process",
	[EINTR] = "Interrupted system call",
	[EIO] = "Input/output error",
	[ENXIO] = "Device not configured",
	[E2BIG] = "Argument list too long",
	[ENOEXEC] = "Exec format error",
	[EBADF] = "Bad file descriptor",
	[ECHILD] = "No child processes",
	[EDEADLK] = "Resource deadlock avoided",
	[ENOMEM] = "Cannot allocate memory",
	[EACCES] = "Permission denied",
	[EFAULT] = "Bad address",
	[ENOTBLK] = "Block device required",
	[EBUSY] = "Device busy",
	[EEXIST] = "File exists",
	[EXDEV] = "Cross-device link",
	[ENODEV] = "Operation not supported by device",
	[ENOTDIR] = "Not a directory",
	[EISDIR] = "Is a directory",
	[EINVAL] = "Invalid argument",
	[ENFILE] = "Too many open files in system",
	[EMFILE] = "Too many open files",
	[ENOTTY] = "Inappropriate ioctl for device",
	[ETXTBSY] = "Text file busy",
	[EFBIG] = "File too large",
	[ENOSPC] = "No space left on device",
	[ESPIPE] = "Illegal seek",
	[EROFS] = "Read-only file system",
	[EMLINK] = "Too many links",
	[EPIPE] = "Broken pipe",
	[EDOM] = "Numerical argument out of domain",
	[ERANGE] = "Result too large",
	[EAGAIN] = "Resource temporarily unavailable",
	[EINPROGRESS] = "Operation now in progress",
	[EALREADY] = "Operation already in progress",
	[ENOTSOCK] = "Socket operation on non-socket",
	[EDESTADDRREQ] = "Destination address required",
	[EMSGSIZE] = "Message too long",
	[EPROTOTYPE] = "Protocol wrong type for socket",
	[ENOPROTOOPT] = "Protocol not available",
	[EPROTONOSUPPORT] = "Protocol not supported",
	[ESOCKTNOSUPPORT] = "Socket type not supported",
	[EOPNOTSUPP] = "Operation not supported",
	[EPFNOSUPPORT] = "Protocol family not supported",
	[EAFNOSUPPORT] = "Address family not supported by protocol family",
	[EADDRINUSE] = "Address already in use",
	[EADDRNOTAVAIL] = "Can't assign requested address",
	[ENETDOWN] = "Network is down",
	[ENETUNREACH] = "Network is unreachable",
	[ENETRESET] = "Network dropped connection on reset",
	[ECONNABORTED] = "Software caused connection abort",
	[ECONNRESET] = "Connection reset by peer",
	[ENOBUFS] = "No buffer space available",
	[EISCONN] = "Socket is already connected",
	[ENOTCONN] = "Socket is not connected",
	[ESHUTDOWN] = "Can't send after socket shutdown",
	[ETOOMANYREFS] = "Too many references: can't splice",
	[ETIMEDOUT] = "Operation timed out",
	[ECONNREFUSED] = "Connection refused",
	[ELOOP] = "Too many levels of symbolic links",
	[ENAMETOOLONG] = "File name too long",
	[EHOSTDOWN] = "Host is down",
	[EHOSTUNREACH] = "No route to host",
	[ENOTEMPTY] = "Directory not empty",
	[EPROCLIM] = "Too many processes",
	[EUSERS] = "Too many users",
	[EDQUOT] = "Disc quota exceeded",
	[ESTALE] = "Stale NFS file handle",
	[EREMOTE] = "Too many levels of remote in path",
	[EBADRPC] = "RPC struct is bad",
	[ERPCMISMATCH] = "RPC version wrong",
	[EPROGUNAVAIL] = "RPC prog. not avail",
	[EPROGMISMATCH] = "Program version wrong",
	[EPROCUNAVAIL] = "Bad procedure for program",
	[ENOLCK] = "No locks available",
	[ENOSYS] = "Function not implemented",
	[EFTYPE] = "Inappropriate file type or format",
	[EAUTH] = "Authentication error",
	[ENEEDAUTH] = "Need authenticator",
	[EIDRM] = "Identifier removed",
	[ENOMSG] = "No message of desired type",
	[EOVERFLOW] = "Value too large to be stored in data type",
	[ECANCELED] = "Operation canceled",
	[EILSEQ] = "Illegal byte sequence",
	[ENOATTR] = "Attribute not found",
	[EDOOFUS] = "Programming error",
	[EBADMSG] = "Bad message",
	[EMULTIHOP] = "Multihop attempted",
	[ENOLINK] = "Link has been severed",
	[EPROTO] = "Protocol error",
	[ENOMEDIUM] = "No medium found"
};

const char *const *const sys_errlist = list;
const int sys_nerr = sizeof(list) / sizeof(list[0]);

int	__xpg_strerror_r(int, char *, size_t);

/*
 * POSIX's strerror_r: 0, EINVAL for an unknown number, ERANGE when buf is too
 * small; buf is filled as far as it goes.
 */
int
__xpg_strerror_r(int num, char *buf, size_t len)
{
	int error = 0, n;

	if (num >= 0 && num < sys_nerr && list[num] != NULL) {
		n = snprintf(buf, len, "%s", list[num]);
	} else {
		n = snprintf(buf, len, "Unknown error: %d", num);
		error = EINVAL;
	}
	if (n < 0 || (size_t)n >= len)
		error = ERANGE;
	return (error);
}

/* GNU's strerror_r: the text, in buf or not. */
#undef strerror_r
char	*__gnu_strerror_r(int, char *, size_t) __asm__("strerror_r");

char *
__gnu_strerror_r(int num, char *buf, size_t len)
{
	if (num >= 0 && num < sys_nerr && list[num] != NULL)
		return (__DECONST(char *, list[num]));
	__xpg_strerror_r(num, buf, len);
	return (buf);
}

char *
_strerror_r(struct _reent *r __unused, int num, int internal __unused,
    int *err __unused)
{
	return (strerror(num));
}

char *
strerror(int num)
{
	static __thread char buf[64];

	if (num >= 0 && num < sys_nerr && list[num] != NULL)
		return (__DECONST(char *, list[num]));
	__xpg_strerror_r(num, buf, sizeof(buf));
	errno = EINVAL;
	return (buf);
}

/* The messages are the same in every locale. */
char *
strerror_l(int num, locale_t locale __unused)
{
	return (strerror(num));
}
