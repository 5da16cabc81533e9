/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * queue.h: singly and doubly linked lists and tail queues, queue(3).
 *
 * LIST: head and back pointers, removal without the head.  TAILQ: adds a
 * tail and O(1) insertion there.  STAILQ: one pointer an element.
 * None of them locks; the owner of the head does.
 */
#ifndef _KERN_QUEUE_H_
#define _KERN_QUEUE_H_

#define LIST_HEAD(name, type)						\
struct name { struct type *lh_first; }
#define LIST_HEAD_INITIALIZER(head)	{ NULL }
#define LIST_ENTRY(type)						\
struct { struct type *le_next; struct type **le_prev; }

#define LIST_INIT(head)		((head)->lh_first = NULL)
#define LIST_FIRST(head)	((head)->lh_first)
#define LIST_EMPTY(head)	((head)->lh_first == NULL)
#define LIST_NEXT(elm, field)	((elm)->field.le_next)
#define LIST_FOREACH(var, head, field)					\
	for ((var) = LIST_FIRST(head); (var) != NULL;			\
	    (var) = LIST_NEXT(var, field))
#define LIST_FOREACH_MUTABLE(var, head, field, tvar)			\
	for ((var) = LIST_FIRST(head);					\
	    (var) != NULL && ((tvar) = LIST_NEXT(var, field), 1);	\
	    (var) = (tvar))
#define LIST_INSERT_HEAD(head, elm, field) do {				\
	if (((elm)->field.le_next = (head)->lh_first) != NULL)		\
		(head)->lh_first->field.le_prev =			\
		    &(elm)->field.le_next;				\
	(head)->lh_first = (elm);					\
	(elm)->field.le_prev = &(head)->lh_first;			\
} while (0)
#define LIST_INSERT_AFTER(pos, elm, field) do {				\
	if (((elm)->field.le_next = (pos)->field.le_next) != NULL)	\
		(pos)->field.le_next->field.le_prev =			\
		    &(elm)->field.le_next;				\
	(pos)->field.le_next = (elm);					\
	(elm)->field.le_prev = &(pos)->field.le_next;			\
} while (0)
#define LIST_INSERT_BEFORE(pos, elm, field) do {			\
	(elm)->field.le_prev = (pos)->field.le_prev;			\
	(elm)->field.le_next = (pos);					\
	*(pos)->field.le_prev = (elm);					\
	(pos)->field.le_prev = &(elm)->field.le_next;			\
} while (0)
#define LIST_REMOVE(elm, field) do {					\
	if ((elm)->field.le_next != NULL)				\
		(elm)->field.le_next->field.le_prev =			\
		    (elm)->field.le_prev;				\
	*(elm)->field.le_prev = (elm)->field.le_next;			\
} while (0)

#define STAILQ_HEAD(name, type)						\
struct name { struct type *sq_first; struct type **sq_last; }
#define STAILQ_HEAD_INITIALIZER(head)	{ NULL, &(head).sq_first }
#define STAILQ_ENTRY(type)	struct { struct type *sqe_next; }

#define STAILQ_INIT(head) do {						\
	(head)->sq_first = NULL;					\
	(head)->sq_last = &(head)->sq_first;				\
} while (0)
#define STAILQ_FIRST(head)	((head)->sq_first)
#define STAILQ_EMPTY(head)	((head)->sq_first == NULL)
#define STAILQ_NEXT(elm, field)	((elm)->field.sqe_next)
#define STAILQ_FOREACH(var, head, field)				\
	for ((var) = STAILQ_FIRST(head); (var) != NULL;			\
	    (var) = STAILQ_NEXT(var, field))
#define STAILQ_INSERT_HEAD(head, elm, field) do {			\
	if (((elm)->field.sqe_next = (head)->sq_first) == NULL)		\
		(head)->sq_last = &(elm)->field.sqe_next;		\
	(head)->sq_first = (elm);					\
} while (0)
#define STAILQ_INSERT_TAIL(head, elm, field) do {			\
	(elm)->field.sqe_next = NULL;					\
	*(head)->sq_last = (elm);					\
	(head)->sq_last = &(elm)->field.sqe_next;			\
} while (0)
#define STAILQ_REMOVE_HEAD(head, field) do {				\
	if (((head)->sq_first =						\
	    (head)->sq_first->field.sqe_next) == NULL)			\
		(head)->sq_last = &(head)->sq_first;			\
} while (0)

#define TAILQ_HEAD(name, type)						\
struct name { struct type *tqh_first; struct type **tqh_last; }
#define TAILQ_HEAD_INITIALIZER(head)	{ NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type)						\
struct { struct type *tqe_next; struct type **tqe_prev; }

#define TAILQ_INIT(head) do {						\
	(head)->tqh_first = NULL;					\
	(head)->tqh_last = &(head)->tqh_first;				\
} while (0)
#define TAILQ_FIRST(head)	((head)->tqh_first)
#define TAILQ_EMPTY(head)	((head)->tqh_first == NULL)
#define TAILQ_NEXT(elm, field)	((elm)->field.tqe_next)
#define TAILQ_LAST(head, headname)					\
	(*(((struct headname *)((head)->tqh_last))->tqh_last))
#define TAILQ_PREV(elm, headname, field)				\
	(*(((struct headname *)((elm)->field.tqe_prev))->tqh_last))
#define TAILQ_FOREACH(var, head, field)					\
	for ((var) = TAILQ_FIRST(head); (var) != NULL;			\
	    (var) = TAILQ_NEXT(var, field))
#define TAILQ_FOREACH_REVERSE(var, head, headname, field)		\
	for ((var) = TAILQ_LAST(head, headname); (var) != NULL;		\
	    (var) = TAILQ_PREV(var, headname, field))
#define TAILQ_FOREACH_MUTABLE(var, head, field, tvar)			\
	for ((var) = TAILQ_FIRST(head);					\
	    (var) != NULL && ((tvar) = TAILQ_NEXT(var, field), 1);	\
	    (var) = (tvar))
#define TAILQ_INSERT_HEAD(head, elm, field) do {			\
	if (((elm)->field.tqe_next = (head)->tqh_first) != NULL)	\
		(head)->tqh_first->field.tqe_prev =			\
		    &(elm)->field.tqe_next;				\
	else								\
		(head)->tqh_last = &(elm)->field.tqe_next;		\
	(head)->tqh_first = (elm);					\
	(elm)->field.tqe_prev = &(head)->tqh_first;			\
} while (0)
#define TAILQ_INSERT_TAIL(head, elm, field) do {			\
	(elm)->field.tqe_next = NULL;					\
	(elm)->field.tqe_prev = (head)->tqh_last;			\
	*(head)->tqh_last = (elm);					\
	(head)->tqh_last = &(elm)->field.tqe_next;			\
} while (0)
#define TAILQ_INSERT_AFTER(head, pos, elm, field) do {			\
	if (((elm)->field.tqe_next = (pos)->field.tqe_next) != NULL)	\
		(elm)->field.tqe_next->field.tqe_prev =			\
		    &(elm)->field.tqe_next;				\
	else								\
		(head)->tqh_last = &(elm)->field.tqe_next;		\
	(pos)->field.tqe_next = (elm);					\
	(elm)->field.tqe_prev = &(pos)->field.tqe_next;			\
} while (0)
#define TAILQ_FOREACH_SAFE(var, head, field, next)			\
	for ((var) = TAILQ_FIRST(head);					\
	    (var) != NULL && ((next) = TAILQ_NEXT(var, field), 1);	\
	    (var) = (next))
#define TAILQ_INSERT_BEFORE(pos, elm, field) do {			\
	(elm)->field.tqe_prev = (pos)->field.tqe_prev;			\
	(elm)->field.tqe_next = (pos);					\
	*(pos)->field.tqe_prev = (elm);					\
	(pos)->field.tqe_prev = &(elm)->field.tqe_next;			\
} while (0)
#define TAILQ_REMOVE(head, elm, field) do {				\
	if ((elm)->field.tqe_next != NULL)				\
		(elm)->field.tqe_next->field.tqe_prev =			\
		    (elm)->field.tqe_prev;				\
	else								\
		(head)->tqh_last = (elm)->field.tqe_prev;		\
	*(elm)->field.tqe_prev = (elm)->field.tqe_next;			\
} while (0)

#endif /* !_KERN_QUEUE_H_ */
