#include "sys/tty.h"
#include "base/buf.h"
#include "sys/file.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

bool
tty_at(int fd)
{
	return isatty(fd) == 1;
}

static result
read_line(struct scope *sc, int fd, struct str *answer)
{
	char *line = arena_alloc(&sc->arena, TTY_LINE_MAX);
	size_t n = 0;
	char c;

	while (read(fd, &c, 1) == 1 && c != '\n') {
		if (n == TTY_LINE_MAX)
			return fail(sc, E_TOO_BIG, "a line has at most %d bytes", TTY_LINE_MAX);
		line[n++] = c;
	}
	*answer = (struct str){ line, n };
	return OK;
}

result
tty_ask_secret(struct scope *sc, struct str question, struct str *answer)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios before, silent;
	result r;

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			close(fd);
		return fail(sc, E_STATE, "there is no terminal to ask for it");
	}
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	r = file_pour(sc, (struct file){ fd }, question);
	tcsetattr(fd, TCSAFLUSH, &silent);
	if (r.code == E_OK)
		r = read_line(sc, fd, answer);
	tcsetattr(fd, TCSAFLUSH, &before); /* Y1 */
	if (r.code == E_OK)
		r = file_pour(sc, (struct file){ fd }, S("\n"));
	close(fd);
	return r;
}
