/* doors/page/qr.c -- what a telephone's camera reads, drawn into the page: ISO/IEC 18004, as SVG.
 *
 * The page stays one document of this place alone (W24): no image is fetched, and no secret stands
 * in an address.  Black on white in every scheme, with the quiet zone of four that readers need.
 */
#include "doors/page/page.h"

#include <qrencode.h>

#define QUIET 4
#define TEXT_MAX 600 /* an address of an authenticator has some 150 bytes */

/* A run of black along a row is one part of the path. */
static void
put_row(struct buf *out, const QRcode *code, int y)
{
	const unsigned char *row = code->data + y * code->width;

	for (int x = 0; x < code->width; x++) {
		int begin = x;

		while (x < code->width && (row[x] & 1) != 0)
			x++;
		if (x > begin)
			buf_printf(out, "M%d %dh%dv1h-%dz", begin + QUIET, y + QUIET, x - begin,
			    x - begin);
	}
}

void
page_qr(struct page *p, const struct node *n)
{
	struct str text = page_text_of(n);
	QRcode *code;
	int side;

	if (text.n == 0 || text.n > TEXT_MAX)
		return;
	code = QRcode_encodeString8bit(str_c(&p->sc->arena, text), 0, QR_ECLEVEL_M);
	if (code == NULL)
		return; /* the key stands beside it, to be typed */
	side = code->width + 2 * QUIET;
	buf_printf(p->out,
	    "<svg class=\"qr\" role=\"img\" aria-label=\"A square code for the camera of the "
	    "authenticator app\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
	    side, side, side, side);
	for (int y = 0; y < code->width; y++)
		put_row(p->out, code, y);
	buf_puts(p->out, "\"/></svg>");
	QRcode_free(code);
}
