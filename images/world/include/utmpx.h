/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * utmpx.h: who is logged in.
 */
#ifndef _UTMPX_H_
#define _UTMPX_H_

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>

#define _UTX_USERSIZE	32
#define _UTX_LINESIZE	32
#define _UTX_IDSIZE	4
#define _UTX_HOSTSIZE	256
#define UTX_USERSIZE	_UTX_USERSIZE
#define UTX_LINESIZE	_UTX_LINESIZE
#define UTX_IDSIZE	_UTX_IDSIZE
#define UTX_HOSTSIZE	_UTX_HOSTSIZE

#define _PATH_UTMPX	"/var/run/utmpx"
#define _PATH_WTMPX	"/var/log/wtmpx"
#define _PATH_LASTLOGX	"/var/log/lastlogx"

struct exit_status {
	uint16_t	e_termination;
	uint16_t	e_exit;
};

struct utmpx {
	char	ut_name[32];
	char	ut_id[4];
	char	ut_line[32];
	char	ut_host[256];
	uint8_t	ut_unused[16];
	uint16_t	ut_session;
	short	ut_type;
	pid_t	ut_pid;
	struct exit_status	ut_exit;
	struct sockaddr_storage	ut_ss;
	struct timeval	ut_tv;
	uint8_t	ut_unused2[16];
};

struct lastlogx {
	struct timeval	ll_tv;
	char	ll_line[32];
	char	ll_host[256];
	struct sockaddr_storage	ll_ss;
};

#define ACCOUNTING	9
#define BOOT_TIME	2
#define DEAD_PROCESS	8
#define DOWN_TIME	11
#define EMPTY		0
#define INIT_PROCESS	5
#define LOGIN_PROCESS	6
#define NEW_TIME	4
#define OLD_TIME	3
#define RUN_LVL		1
#define SIGNATURE	10
#define USER_PROCESS	7

#define ut_user		ut_name
#define ut_xtime	ut_tv.tv_sec

#ifndef _KERNEL
__BEGIN_DECLS
void		 endutxent(void);
struct utmpx	*getutxent(void);
struct utmpx	*getutxid(const struct utmpx *);
struct utmpx	*getutxline(const struct utmpx *);
struct utmpx	*pututxline(const struct utmpx *);
void		 setutxent(void);
int		 updwtmpx(const char *, const struct utmpx *);
int		 utmpxname(const char *);
__END_DECLS
#endif

#endif /* !_UTMPX_H_ */
