/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filio.h: ioctls of any descriptor.
 */
#ifndef _SYS_FILIO_H_
#define _SYS_FILIO_H_

#include <sys/types.h>
#include <sys/ioccom.h>

struct fiodname_args {
	void	*name;
	unsigned int	len;
};

#define FIOASYNC	_IOW('f', 125, int)
#define FIOCLEX		_IO('f', 1)
#define FIODNAME	_IOW('f', 120, struct fiodname_args)
#define FIODTYPE	_IOR('f', 122, int)
#define FIOGETLBA	_IOR('f', 121, int)
#define FIOGETOWN	_IOR('f', 123, int)
#define FIONBIO		_IOW('f', 126, int)
#define FIONCLEX	_IO('f', 2)
#define FIONREAD	_IOR('f', 127, int)
#define FIOSETOWN	_IOW('f', 124, int)

#endif /* !_SYS_FILIO_H_ */
