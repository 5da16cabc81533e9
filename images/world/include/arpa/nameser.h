/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nameser.h: sizes and numbers of the domain name system, RFC 1035.
 */
#ifndef _ARPA_NAMESER_H_
#define _ARPA_NAMESER_H_

#define NS_PACKETSZ	512	/* of a message over UDP */
#define NS_MAXMSG	65535	/* of any */
#define NS_MAXDNAME	1025	/* of a name as text */
#define NS_MAXCDNAME	255	/* of a name in a message */
#define NS_MAXLABEL	63
#define NS_HFIXEDSZ	12
#define NS_QFIXEDSZ	4
#define NS_RRFIXEDSZ	10
#define NS_INT32SZ	4
#define NS_INT16SZ	2
#define NS_INADDRSZ	4
#define NS_IN6ADDRSZ	16
#define NS_DEFAULTPORT	53

#define PACKETSZ	NS_PACKETSZ
#define MAXDNAME	NS_MAXDNAME
#define MAXCDNAME	NS_MAXCDNAME
#define MAXLABEL	NS_MAXLABEL
#define NAMESERVER_PORT	NS_DEFAULTPORT

#endif /* !_ARPA_NAMESER_H_ */
