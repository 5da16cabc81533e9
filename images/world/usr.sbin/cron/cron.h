/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cron.h: what the parts of cron(8) share.
 */
#ifndef _CRON_H_
#define _CRON_H_

#include "tab.h"

/*
 * Start a job in a process that runs its command, waits for it and mails what
 * it said.  Failures are logged.
 */
void	job_start(const struct tab_job *);

#endif /* !_CRON_H_ */
