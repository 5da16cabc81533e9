/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libutil.h: functions of the system's own programs.
 */
#ifndef _LIBUTIL_H_
#define _LIBUTIL_H_

#include <sys/types.h>
#include <sys/termios.h>

#define HN_DECIMAL	0x01
#define HN_NOSPACE	0x02
#define HN_B		0x04
#define HN_DIVISOR_1000	0x08
#define HN_FRACTIONAL	0x10
#define HN_GETSCALE	0x10
#define HN_AUTOSCALE	0x20
#define HN_IEC_PREFIXES	0x10

struct utmpx;

__BEGIN_DECLS
int	 expand_number(const char *, int64_t *);
int	 forkpty(int *, char *, const struct termios *, const struct winsize *);
int	 humanize_number(char *, size_t, int64_t, const char *, int, int);
int	 login_tty(int);
void	 loginx(const struct utmpx *);
int	 logoutx(const char *, int, int);
void	 logwtmpx(const char *, const char *, const char *, int, int);
int	 openpty(int *, int *, char *, const struct termios *,
	    const struct winsize *);

/*
 * Of this system alone.  A line of standard input, read whole: its first
 * character, or EOF; and whether that is y or Y.
 */
int	 answer_char(void);
int	 answer_is_yes(void);
/*
 * Wait for a child that has the terminal, and stop when it is stopped.  Its
 * status as of waitpid(2); ends the program when there is no such child.
 */
int	 wait_editor(pid_t);
__END_DECLS

#endif /* !_LIBUTIL_H_ */
