#include "sys/zone.h"
#include "base/check.h"
#include "sys/file.h"

#define ZONES "/usr/share/zoneinfo"
#define US_SECOND INT64_C(1000000)
#define NAME_MAX_BYTES 64

static char zone_name[NAME_MAX_BYTES + 2]; /* ":Europe/London"; "" is UTC */

static bool
name_sound(struct str name)
{
	if (name.n == 0 || name.n > NAME_MAX_BYTES || str_starts(name, S("/"))
	    || str_has(name, S("..")))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')
		    && c != '/' && c != '_' && c != '-' && c != '+')
			return false;
	}
	return true;
}

bool
zone_known(struct scope *sc, struct str name)
{
	struct str path, head;
	struct file f;
	char magic[4];
	size_t got;
	bool known;

	if (!name_sound(name))
		return false;
	path = path_join(&sc->arena, S(ZONES), name);
	if (file_open(sc, path, &f).code != E_OK)
		return false;
	known = file_get(sc, f, 0, magic, sizeof(magic), &got).code == E_OK;
	head = (struct str){ magic, known ? got : 0 };
	file_close(&f);
	return str_eq(head, S("TZif"));
}

result
zone_use(struct scope *sc, struct str name)
{
	if (!zone_known(sc, name))
		return fail(sc, E_ABSENT,
		    "there is no time zone `%.*s` in " ZONES "; install tzdata or mend the name",
		    STR(name));
	if (zone_name[0] != '\0' && !str_eq(str_of(zone_name + 1), name))
		return fail(sc, E_STATE, "the time zone is `%s` already; restart to change it",
		    zone_name + 1);
	snprintf(zone_name, sizeof(zone_name), ":%.*s", STR(name));
	CHECK(setenv("TZ", zone_name, 1) == 0);
	tzset(); /* reads the file now: a jail may close it */
	return OK;
}

bool
zone_used(struct str name)
{
	return zone_name[0] != '\0' && str_eq(str_of(zone_name + 1), name);
}

/* East of UTC is positive. */
static int64_t
offset_at(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (zone_name[0] == '\0') /* Z1 */
		return 0;
	CHECK(localtime_r(&t, &tm) != NULL);
	return tm.tm_gmtoff;
}

static int64_t
seconds_of(struct instant at)
{
	return at.us / US_SECOND - (at.us % US_SECOND < 0 ? 1 : 0);
}

struct civil
zone_civil(struct instant at)
{
	int64_t offset;

	at = instant_utc(civil_utc(at)); /* clamped to years 1 to 9999 */
	offset = offset_at(seconds_of(at));
	return civil_utc((struct instant){ at.us + offset * US_SECOND });
}

/* The first second after `low` whose offset is not that at `low`; it changes
 * somewhere up to `high`. */
static int64_t
change_between(int64_t low, int64_t high)
{
	int64_t before = offset_at(low);

	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (offset_at(middle) == before)
			low = middle;
		else
			high = middle;
	}
	return high;
}

struct instant
zone_instant(struct civil c)
{
	int64_t local = seconds_of(instant_utc(c));
	int64_t low = local - 86400, high = local + 86400; /* no offset is a day */
	int64_t before = offset_at(low), after = offset_at(high);
	int64_t early = local - (before > after ? before : after);
	int64_t late = local - (before > after ? after : before);

	if (early + offset_at(early) == local) /* Z2: the earlier of two */
		return (struct instant){ early * US_SECOND + c.us };
	if (late + offset_at(late) == local)
		return (struct instant){ late * US_SECOND + c.us };
	return (struct instant){ change_between(low, high) * US_SECOND }; /* Z2: a gap */
}

struct instant
zone_plus(struct instant at, struct term t)
{
	struct civil c;

	if (at.us == INSTANT_NEVER.us || at.us == INSTANT_EVER.us)
		return at;
	if (t.months == 0 && t.days == 0) /* Z4: not through a repeated hour */
		return instant_plus(at, t.rest);
	c = civil_plus_days(civil_plus_months(zone_civil(at), t.months), t.days); /* Z3 */
	return instant_plus(zone_instant(c), t.rest);
}

struct instant
zone_day_end(struct instant at)
{
	struct civil c = zone_civil(at), next;

	c.hour = c.minute = c.second = c.us = 0;
	next = civil_plus_days(c, 1);
	if (next.hour != 0) /* the last day of year 9999 */
		return instant_utc(next);
	return (struct instant){ zone_instant(next).us - 1 };
}
