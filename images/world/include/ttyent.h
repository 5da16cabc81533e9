/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ttyent.h: the file of terminals.
 */
#ifndef _TTYENT_H_
#define _TTYENT_H_

#include <sys/cdefs.h>

struct ttyent {
	char	*ty_name;
	char	*ty_getty;
	char	*ty_type;
	int	ty_status;
	char	*ty_window;
	char	*ty_comment;
	char	*ty_group;
};

#define TTY_DIALUP	4
#define TTY_IFCONSOLE	0x10
#define TTY_NETWORK	8
#define TTY_ON		1
#define TTY_SECURE	2

#define _PATH_TTYS	"/etc/ttys"
#define _TTYS_OFF	"off"
#define _TTYS_ON	"on"
#define _TTYS_SECURE	"secure"
#define _TTYS_INSECURE	"insecure"
#define _TTYS_DIALUP	"dialup"
#define _TTYS_NETWORK	"network"
#define _TTYS_IFCONSOLE	"onifconsole"
#define _TTYS_WINDOW	"window"
#define _TTYS_GROUP	"group"
#define _TTYS_NOGROUP	"none"

#ifndef _KERNEL
__BEGIN_DECLS
int		 endttyent(void);
struct ttyent	*getttyent(void);
struct ttyent	*getttynam(const char *);
int		 setttyent(void);
__END_DECLS
#endif

#endif /* !_TTYENT_H_ */
