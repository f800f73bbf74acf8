#include "base/check.h"
#include "policy/names.h"

static const struct {
	const char *word, *heading;
} kinds[] = {
#define NAME(id, word, heading) { word, heading },
#include "policy/name.def"
#undef NAME
};

const char *
name_kind_word(enum name_kind kind)
{
	CHECK(kind < NAMES);
	return kinds[kind].word;
}

const char *
name_kind_heading(enum name_kind kind)
{
	CHECK(kind < NAMES);
	return kinds[kind].heading;
}

/* FNV-1a, then mixed so that the low bits depend on all. */
static size_t
slot_of(const struct names *names, enum name_kind kind, struct str text)
{
	uint64_t h = 14695981039346656037u + (uint64_t)kind;

	for (size_t i = 0; i < text.n; i++)
		h = (h ^ (unsigned char)text.p[i]) * 1099511628211u;
	h = (h ^ (h >> 32)) * 0x9e3779b97f4a7c15u;
	return (size_t)((h ^ (h >> 29)) & (names->slots - 1));
}

struct name *
names_find(const struct names *names, enum name_kind kind, struct str text)
{
	size_t i;

	if (names->slots == 0)
		return NULL;
	for (i = slot_of(names, kind, text); names->slot[i] != 0;
	     i = (i + 1) & (names->slots - 1)) {
		struct name *name = &names->rows.at[names->slot[i] - 1];

		if (name->kind == kind && str_eq(name->text, text))
			return name;
	}
	return NULL;
}

static void
place_slot(struct names *names, uint32_t row)
{
	const struct name *name = &names->rows.at[row];
	size_t i = slot_of(names, name->kind, name->text);

	while (names->slot[i] != 0)
		i = (i + 1) & (names->slots - 1);
	names->slot[i] = row + 1;
}

static void
grow(struct names *names, struct arena *arena)
{
	names->slots = names->slots == 0 ? 256 : names->slots * 2;
	names->slot = NEW_ARRAY(arena, names->slots, uint32_t);
	for (uint32_t row = 0; row < names->rows.n; row++)
		place_slot(names, row);
}

void
names_add(struct names *names, struct arena *arena, struct name name)
{
	if (names->rows.n * 2 >= names->slots)
		grow(names, arena);
	*LIST_ADD(&names->rows, arena) = name;
	place_slot(names, (uint32_t)names->rows.n - 1);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
edit_distance(struct str a, struct str b, size_t most)
{
	size_t row[3][NAME_CHARACTERS_MAX * 2 + 2];
	size_t *two = row[0], *one = row[1], *now = row[2];

	if (a.n > N(row[0]) - 1 || b.n > N(row[0]) - 1 || a.n > b.n + most || b.n > a.n + most)
		return most + 1;
	for (size_t j = 0; j <= b.n; j++)
		one[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *spare = two, best = now[0] = i;

		for (size_t j = 1; j <= b.n; j++) {
			now[j] = least(
			    least(one[j], now[j - 1]) + 1, one[j - 1] + (a.p[i - 1] != b.p[j - 1]));
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				now[j] = least(now[j], two[j - 2] + 1);
			best = least(best, now[j]);
		}
		if (best > most)
			return most + 1;
		two = one;
		one = now;
		now = spare;
	}
	return least(one[b.n], most + 1);
}

size_t
edit_believed(struct str s)
{
	return s.n < 3 ? 0 : s.n < 6 ? 1
				     : 2;
}

struct str
names_near(struct names *names, enum name_kind kind, struct str text)
{
	size_t most = edit_believed(text);
	struct str near = S("");

	for (size_t i = 0; i < names->rows.n && names->compared < NAMES_COMPARED_MAX; i++) {
		const struct name *name = &names->rows.at[i];
		size_t d;

		if (name->kind != kind || name->missing)
			continue;
		names->compared++;
		d = edit_distance(text, name->text, most);
		if (d <= most && d > 0) {
			near = name->text;
			most = d - 1; /* only a nearer one replaces it */
			if (most == 0)
				break;
		}
	}
	return near;
}
