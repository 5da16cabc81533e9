/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * paths.h: where things are.
 */
#ifndef _PATHS_H_
#define _PATHS_H_

#define _PATH_DEFPATH	"/usr/bin:/bin"
#define _PATH_STDPATH	"/usr/bin:/bin:/usr/sbin:/sbin"

#define _PATH_BSHELL	"/bin/sh"
#define _PATH_CONSOLE	"/dev/console"
#define _PATH_CP	"/bin/cp"
#define _PATH_DEVDB	"/var/run/dev.db"
#define _PATH_DEVNULL	"/dev/null"
#define _PATH_DEVZERO	"/dev/zero"
#define _PATH_KMEM	"/dev/kmem"
#define _PATH_LOGIN	"/usr/bin/login"
#define _PATH_MAILDIR	"/var/mail"
#define _PATH_MAN	"/usr/share/man"
#define _PATH_MEM	"/dev/mem"
#define _PATH_NOLOGIN	"/var/run/nologin"
#define _PATH_RM	"/bin/rm"
#define _PATH_SHELLS	"/etc/shells"
#define _PATH_TTY	"/dev/tty"
#define _PATH_VI	"/usr/bin/vi"

#define _PATH_DEV	"/dev/"
#define _PATH_ETC	"/etc"
#define _PATH_TMP	"/tmp/"
#define _PATH_VARDB	"/var/db/"
#define _PATH_VAREMPTY	"/var/empty/"
#define _PATH_VARRUN	"/var/run/"
#define _PATH_VARTMP	"/var/tmp/"
#define _PATH_UUCPLOCK	"/var/spool/lock/"

#endif /* !_PATHS_H_ */
