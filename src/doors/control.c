/* doors/control.c -- a door's two ends, of the supervisor and of the keeper. */
#include "doors/control.h"

#include "sys/clock.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define WITHIN span_seconds(5)

void
control_drop(struct control *c)
{
	link_close(c->link);
	c->link = NULL;
	arena_clear(&c->arena);
}

static void
take_link(struct scope *sc, struct control *c, int fd)
{
	control_drop(c);
	c->link = link_of_fd(&c->arena, fd);
	c->stop |= sock_send(sc, c->fd, S("ready"), WITHIN).code != E_OK;
}

enum control_news
control_attend(struct scope *sc, struct control *c)
{
	struct str message;
	result r = sock_receive(sc, c->fd, WITHIN, &message);
	int fd;

	if (r.code == E_OK && str_eq(message, S("look")))
		return CONTROL_LOOK;
	if (r.code == E_OK && sock_take(sc, c->fd, WITHIN, &fd).code == E_OK) {
		take_link(sc, c, fd);
		return CONTROL_LINK;
	}
	sock_close(&c->fd);
	c->stop = true;
	return CONTROL_ENDED;
}

void
control_lost(struct control *c)
{
	struct scope sc;

	control_drop(c);
	if (c->fd < 0)
		return;
	clock_scope(&sc);
	(void)sock_send(&sc, c->fd, S("lost"), WITHIN).code; /* its end is seen where it is read */
	scope_end(&sc);
}

void
control_signalled(struct scope *sc, struct control *c)
{
	int signal = 0;

	while (proc_signal_next(sc, c->signals, &signal).code == E_OK && signal != 0)
		c->stop |= signal == SIGINT || signal == SIGTERM;
}
