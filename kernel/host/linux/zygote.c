/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zygote.c: start the process that makes stubs (stub_zygote.c), before this
 * process has a second thread or anything open that a stub must not see.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "line.h"

#ifndef MFD_EXEC
#define MFD_EXEC	0x0010u
#endif

/* The zygote's program, by .incbin in stub_blob.S. */
extern const uint8_t zygote_image[], zygote_image_end[];

int	 zygote_socket = -1;
pid_t	 zygote_pid;

/* A memory file with the program; kernels before 6.3 do not know MFD_EXEC. */
static int
zygote_file(void)
{
	size_t len, done;
	ssize_t n;
	int fd, error;

	fd = memfd_create("vkernel-stub", MFD_CLOEXEC | MFD_EXEC);
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("vkernel-stub", MFD_CLOEXEC);
	if (fd < 0)
		return (-1);
	len = (size_t)(zygote_image_end - zygote_image);
	for (done = 0; done < len; done += (size_t)n) {
		n = write(fd, zygote_image + done, len - done);
		if (n <= 0) {
			error = n < 0 ? errno : EIO;
			close(fd);
			errno = error;
			return (-1);
		}
	}
	return (fd);
}

/* In the child: nothing but the socket, as descriptor 0, is left open. */
static void
zygote_exec(int sock, int file, pid_t parent)
{
	static char name[] = "vkernel-stub";
	char *argv[] = { name, NULL };
	char *envp[] = { NULL };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	if (dup2(sock, 0) < 0 || dup2(file, 30) < 0)
		_exit(1);
	close(1);
	close(2);
	if (syscall(SYS_close_range, 3, 29, 0) != 0 ||
	    syscall(SYS_close_range, 31, ~0u, 0) != 0) {
		for (int fd = 3; fd < 1024; fd++) {
			if (fd != 30)
				close(fd);
		}
	}
	syscall(SYS_execveat, 30, "", argv, envp, 0x1000 /* AT_EMPTY_PATH */);
	_exit(1);
}

/*
 * Start it.  Whether it could be executed shows when ux_init() talks to it.
 * Errors: those of memfd_create, socketpair, fork, with a diag.
 */
int
zygote_start(struct host_diag *diag)
{
	int sv[2], file;
	pid_t parent;

	file = zygote_file();
	if (file < 0)
		return (line_diag(diag, errno, "memory file for the stub program"));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv) != 0)
		return (line_diag(diag, errno, "socketpair"));
	parent = getpid();
	zygote_pid = fork();
	if (zygote_pid < 0)
		return (line_diag(diag, errno, "fork of the zygote"));
	if (zygote_pid == 0)
		zygote_exec(sv[1], file, parent);
	close(sv[1]);
	close(file);
	zygote_socket = sv[0];
	return (0);
}
