/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pwfile.h: the files of users and groups, for the programs that change them.
 *
 * master.passwd is what counts; passwd is made of it.  Who changes them holds
 * a lock on master.passwd.  A new file is complete on disk before it takes
 * the name of the old one.  What fails ends the program with a message.
 */
#ifndef _PWFILE_H_
#define _PWFILE_H_

#include <sys/types.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

struct lines {
	char	**line;		/* without their ends */
	size_t	 n;
};

/* Fields of a line of master.passwd. */
enum pw_field { PW_NAME, PW_PASSWD, PW_UID, PW_GID, PW_CLASS, PW_CHANGE,
	PW_EXPIRE, PW_GECOS, PW_DIR, PW_SHELL, PW_FIELDS };
enum gr_field { GR_NAME, GR_PASSWD, GR_GID, GR_MEMBERS, GR_FIELDS };

/* Take the lock of the files in a directory; held until the program ends. */
void	 pwfile_lock(const char *etc);
void	 lines_read(struct lines *, const char *path);
void	 lines_add(struct lines *, char *line);
void	 lines_delete(struct lines *, size_t i);
/*
 * Make the lines the file etc/name: it appears as a whole, with the mode.
 */
void	 lines_write(const struct lines *, const char *etc, const char *name,
	    mode_t mode);
/* Divide a line into want fields, in place; how many there are. */
int	 line_split(char *line, char **field, int want);
/* The line with this text in a field; -1: there is none. */
long	 lines_find(const struct lines *, int field, int fields,
	    const char *text);
/* The field of a line, copied. */
char	*line_field(const char *line, int field, int fields);
/* The line with another text in a field, which is allocated. */
char	*line_with(const char *line, int field, int fields, const char *text);

/*
 * What is wrong with the lines of master.passwd: NULL, or a message with the
 * line's number in *at.
 */
const char *pwfile_check(const struct lines *, size_t *at);
/* Write master.passwd of good lines, and passwd of it. */
void	 pwfile_install(const struct lines *, const char *etc);
/* Why this cannot be a user's or group's name; NULL: it can. */
const char *name_check(const char *name);
/* A salted hash of a password, allocated. */
char	*password_hash(const char *password);

#endif /* !_PWFILE_H_ */
