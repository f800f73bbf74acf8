/* doors/control.c -- what the supervisor tells the processes of doors. */
#include "doors/control.h"

#include "sys/clock.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define WITHIN span_seconds(5)

enum control_news
control_receive(struct scope *sc, int *control, int *fd)
{
	struct str message;
	result r = sock_receive(sc, *control, WITHIN, &message);

	if (r.code == E_OK && str_eq(message, S("look")))
		return CONTROL_LOOK;
	if (r.code == E_OK && sock_take(sc, *control, WITHIN, fd).code == E_OK)
		return CONTROL_LINK;
	sock_close(control);
	return CONTROL_ENDED;
}

bool
control_ready(struct scope *sc, int control)
{
	return sock_send(sc, control, S("ready"), WITHIN).code == E_OK;
}

void
control_lost(int control)
{
	struct scope sc;

	if (control < 0)
		return;
	clock_scope(&sc);
	(void)sock_send(&sc, control, S("lost"), WITHIN).code; /* its end is seen where it is read */
	scope_end(&sc);
}

bool
control_stops(struct scope *sc, int signals)
{
	bool stops = false;
	int signal = 0;

	while (proc_signal_next(sc, signals, &signal).code == E_OK && signal != 0)
		stops |= signal == SIGINT || signal == SIGTERM;
	return stops;
}
