/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * console_tty.c: the modes of the terminal that the console may be.
 *
 * Regular mode is raw but for output processing, and of the signal characters
 * only VQUIT lives; debugger mode makes the others live as the user has them.
 * The modes are changed only while this job is in the foreground: a terminal
 * belongs to whom the shell gave it.  The supervisor restores them (main.c);
 * should it be killed, console_tty_orphan() does.
 *
 * Locks: m tty_lock, which signal handlers do not take: they set all anew.
 */
#include <sys/ioctl.h>

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

static bool		 is_tty;	/* o */
static struct termios	 user_mode;	/* o what the terminal was set to */
static struct termios	 regular;	/* m as ddb found it */
static bool		 have_regular;	/* m */
static struct termios	 ours;		/* a last set by us, for the orphan */
static _Atomic bool	 is_set;	/* a that is valid */
static _Atomic bool	 away;		/* a in the background when last seen */
static _Atomic int	 mode = HOST_CONS_REGULAR;
static pthread_mutex_t	 tty_lock = PTHREAD_MUTEX_INITIALIZER;

/* A terminal that controls nobody is ours as well. */
static bool
foreground(void)
{
	pid_t group;

	group = tcgetpgrp(STDIN_FILENO);
	return (group < 0 || group == getpgrp());
}

static void
make_mode(struct termios *t)
{

	*t = user_mode;
	cfmakeraw(t);
	t->c_oflag |= OPOST | ONLCR;
	t->c_lflag |= ISIG;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
	if (t->c_cc[VQUIT] == _POSIX_VDISABLE)
		t->c_cc[VQUIT] = 034;		/* ^\ */
	if (atomic_load(&mode) == HOST_CONS_REGULAR) {
		t->c_cc[VINTR] = _POSIX_VDISABLE;
		t->c_cc[VSUSP] = _POSIX_VDISABLE;
	}
}

/* Set the terminal if it is ours now.  Safe in signal handlers. */
static void
apply(const struct termios *t, int how)
{

	if (!foreground()) {
		atomic_store(&away, true);
		return;
	}
	if (tcsetattr(STDIN_FILENO, how, t) != 0)
		return;
	/* What the terminal made of it, to know it again. */
	atomic_store(&is_set, tcgetattr(STDIN_FILENO, &ours) == 0);
	atomic_store(&away, false);
}

static void
set_mode(int how)
{
	struct termios t;

	if (!is_tty)
		return;
	make_mode(&t);
	apply(&t, how);
}

void
host_console_mode(enum host_consmode newmode)
{

	pthread_mutex_lock(&tty_lock);
	if (newmode == HOST_CONS_DEBUGGER &&
	    atomic_load(&mode) == HOST_CONS_REGULAR)
		have_regular = is_tty && foreground() &&
		    tcgetattr(STDIN_FILENO, &regular) == 0;
	if (atomic_exchange(&mode, newmode) == HOST_CONS_DEBUGGER &&
	    newmode == HOST_CONS_REGULAR)
		debug_leave();
	if (newmode == HOST_CONS_REGULAR && have_regular) {
		have_regular = false;
		apply(&regular, TCSANOW);
	} else
		set_mode(TCSANOW);
	pthread_mutex_unlock(&tty_lock);
}

/* After a stop, or in the foreground again: the shell had the terminal. */
void
console_tty_resume(void)
{

	set_mode(TCSANOW);
}

/* Was the terminal somebody else's when we last looked? */
bool
console_tty_away(void)
{

	return (is_tty && atomic_load(&away));
}

/* Is the terminal, if it is one, still connected? */
bool
console_tty_alive(void)
{
	struct termios t;

	return (is_tty && tcgetattr(STDIN_FILENO, &t) == 0);
}

/* Does the terminal edit lines at the moment, so that ^D ends a read? */
bool
console_tty_cooked(void)
{
	struct termios t;

	return (is_tty && tcgetattr(STDIN_FILENO, &t) == 0 &&
	    (t.c_lflag & ICANON) != 0);
}

/*
 * Nobody is left to restore the terminal.  Leave it alone if somebody, a shell
 * most likely, did already.  Safe in signal handlers.
 */
void
console_tty_orphan(void)
{
	struct termios t;

	if (!is_tty || !atomic_load(&is_set) ||
	    tcgetattr(STDIN_FILENO, &t) != 0)
		return;
	if (t.c_iflag == ours.c_iflag && t.c_oflag == ours.c_oflag &&
	    t.c_cflag == ours.c_cflag && t.c_lflag == ours.c_lflag &&
	    memcmp(t.c_cc, ours.c_cc, sizeof(t.c_cc)) == 0)
		tcsetattr(STDIN_FILENO, TCSANOW, &user_mode);
}

bool
host_console_istty(void)
{

	return (is_tty);
}

void
host_console_winsize(uint16_t ws[4])
{
	struct winsize w;

	memset(&w, 0, sizeof(w));
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &w) != 0 &&
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0)
		memset(&w, 0, sizeof(w));
	ws[0] = w.ws_row;
	ws[1] = w.ws_col;
	ws[2] = w.ws_xpixel;
	ws[3] = w.ws_ypixel;
}

/* Take the terminal over; what was typed before is forgotten. */
void
console_tty_open(void)
{

	is_tty = tcgetattr(STDIN_FILENO, &user_mode) == 0;
	set_mode(TCSAFLUSH);
}
