-- Letters.
CREATE TABLE letter (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	state INT8 NOT NULL,
	key INT8 NOT NULL,
	sealed BLOB NOT NULL,
	of TEXT NOT NULL,
	once TEXT NOT NULL,
	pseudonym TEXT NOT NULL,
	line INT8 NOT NULL,
	queued INT8 NOT NULL,
	ends INT8 NOT NULL,
	ended INT8 NOT NULL,
	tries INT8 NOT NULL,
	next_try INT8 NOT NULL,
	answer INT8 NOT NULL
);
CREATE INDEX letter_to_send ON letter (next_try) WHERE state = 0;
CREATE INDEX letter_key ON letter (key) WHERE key > 0;
CREATE INDEX letter_once ON letter (once) WHERE once <> '';
-- What a request waits for, when a complaint was acknowledged, which fee is asked; its papers.
ALTER TABLE person_case ADD COLUMN waits TEXT NOT NULL DEFAULT '';
ALTER TABLE person_case ADD COLUMN acknowledged INT8;
ALTER TABLE person_case ADD COLUMN fee TEXT NOT NULL DEFAULT '';
CREATE INDEX case_subject_whose ON case_subject (subject);
CREATE TABLE case_paper (
	record TEXT NOT NULL PRIMARY KEY,
	person_case TEXT NOT NULL
);
CREATE INDEX case_paper_case ON case_paper (person_case, record);
-- Two ids that are one person: each pair both ways, and of three each with each.
CREATE TABLE subject_same (
	subject BLOB NOT NULL,
	other BLOB NOT NULL,
	PRIMARY KEY (subject, other)
);
CREATE INDEX subject_same_other ON subject_same (other);
-- What machines proposed about people, and who decided it.
CREATE TABLE person_decision (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	subject TEXT NOT NULL,
	party TEXT NOT NULL,
	record TEXT NOT NULL,
	proposed INT8 NOT NULL,
	decided INT8,
	staff TEXT NOT NULL,
	person_case TEXT NOT NULL,
	contest TEXT NOT NULL
);
CREATE INDEX person_decision_state ON person_decision (state, id);
CREATE INDEX person_decision_contest ON person_decision (contest) WHERE contest <> '';
CREATE INDEX person_decision_subject ON person_decision (subject);
-- Registers of numbers that must not be rung.
CREATE TABLE register_list (
	id INT8 PRIMARY KEY,
	name TEXT NOT NULL,
	as_of INT8 NOT NULL,
	loaded INT8 NOT NULL,
	numbers INT8 NOT NULL,
	state INT8 NOT NULL
);
CREATE INDEX register_newest ON register_list (name, state, id);
CREATE TABLE register_number (
	list INT8 NOT NULL,
	mark BLOB NOT NULL,
	PRIMARY KEY (list, mark)
);

-- How a colleague signs in (vault/sign_in.h). `name` and `code` are keyed fingerprints, `proof`
-- is sealed; steps are the last codes that counted, by the store's clock and by the machine's.
CREATE TABLE sign_in (
	staff BLOB NOT NULL PRIMARY KEY,
	name BLOB NOT NULL,
	code BLOB NOT NULL,
	code_until INT8 NOT NULL,
	proof BLOB NOT NULL,
	step INT8 NOT NULL,
	wall_step INT8 NOT NULL,
	failures INT8 NOT NULL,
	wait_until INT8 NOT NULL
);
CREATE UNIQUE INDEX sign_in_name ON sign_in (name);
CREATE INDEX sign_in_code ON sign_in (code);

CREATE TABLE recovery (
	staff BLOB NOT NULL,
	code BLOB NOT NULL,
	PRIMARY KEY (staff, code)
);

CREATE TABLE session (
	hash BLOB NOT NULL PRIMARY KEY,
	staff BLOB NOT NULL,
	subject BLOB NOT NULL,
	used INT8 NOT NULL,
	ends INT8 NOT NULL
);
CREATE INDEX session_staff ON session (staff);

-- Codes that people were sent (vault/person_code.h): `address` and `code` are keyed fingerprints;
-- `subject` is empty when nobody has the address. `tries` are of all codes of one asking.
CREATE TABLE person_code (
	id BLOB NOT NULL,
	subject BLOB NOT NULL,
	address BLOB NOT NULL,
	code BLOB NOT NULL,
	tries INT8 NOT NULL,
	made INT8 NOT NULL,
	ends INT8 NOT NULL,
	PRIMARY KEY (id, subject)
);
CREATE INDEX person_code_made ON person_code (made);
CREATE INDEX person_code_address ON person_code (address);
-- Cases in pages.
CREATE INDEX person_case_next ON person_case (due, id);
-- What waits to be handed over to a recipient: ids, times and names of the policy, never a
-- value; what goes is read from its record when it goes.  `event`: what started it, or empty.
-- `given`: it went out for the first time; `taken`: the recipient has it; `ended`: it goes no more.
CREATE TABLE hand_over (
	id TEXT NOT NULL PRIMARY KEY,
	instruction TEXT NOT NULL,
	recipient TEXT NOT NULL,
	purpose TEXT NOT NULL,
	record TEXT NOT NULL,
	fields TEXT NOT NULL,
	event TEXT NOT NULL,
	since INT8 NOT NULL,
	given INT8,
	taken INT8,
	ended INT8,
	why TEXT NOT NULL,
	tries INT8 NOT NULL,
	next_try INT8 NOT NULL,
	answer INT8
);
CREATE INDEX hand_over_to_send ON hand_over (recipient, next_try) WHERE taken IS NULL AND ended IS NULL;
CREATE INDEX hand_over_of ON hand_over (record, recipient, purpose);
CREATE INDEX hand_over_recipient ON hand_over (recipient, id);
CREATE INDEX hand_over_waiting ON hand_over (id) WHERE taken IS NULL AND ended IS NULL;
-- Which alarm has rung for which cause, and when last.
CREATE TABLE alarm (
	name TEXT NOT NULL,
	of TEXT NOT NULL,
	rung INT8 NOT NULL,
	PRIMARY KEY (name, of)
);
-- What the address of a telling answered to the newest try.
ALTER TABLE telling ADD COLUMN answer INT8;
-- Who is told of what ended or was corrected, a place as well as a recipient.
ALTER TABLE telling ADD COLUMN what TEXT NOT NULL DEFAULT 'erase';
ALTER TABLE telling ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE INDEX telling_place_to_send ON telling (place, next_try)
WHERE place <> '' AND confirmed IS NULL AND told IS NULL;
CREATE INDEX telling_record ON telling (record) WHERE confirmed IS NULL;
-- A recording, photo or video. Its bytes stand in a file beside the database, sealed under the key of
-- that id in keys.db; `about` says of what kind they are, sealed too. state: 0 comes in, 1 waits
-- for its record, 2 held by the lifetime, 3 ends with it, 4 its file is to be removed.
CREATE TABLE stream (
	id BLOB NOT NULL PRIMARY KEY,
	key INT8 NOT NULL,
	lifetime INT8 NOT NULL,
	state INT8 NOT NULL,
	field TEXT NOT NULL,
	asker BLOB NOT NULL,
	bytes INT8 NOT NULL,
	about BLOB NOT NULL,
	since INT8 NOT NULL
);
CREATE INDEX stream_key ON stream (key);
CREATE INDEX stream_lifetime ON stream (lifetime);
CREATE INDEX stream_state ON stream (state, key);
-- Whom a record about several people names.
CREATE TABLE named (
	record BLOB NOT NULL,
	subject BLOB NOT NULL,
	about TEXT NOT NULL,
	lifetime INT8 NOT NULL,
	PRIMARY KEY (record, subject)
);
CREATE INDEX named_subject ON named (subject, record) WHERE length(subject) > 0;
CREATE INDEX named_lifetime ON named (lifetime);
-- The other people whom an entry names, so that each finds it.
CREATE TABLE entry_also (
	subject BLOB NOT NULL,
	seq INT8 NOT NULL,
	PRIMARY KEY (subject, seq)
);
-- What `then generalise` left.
ALTER TABLE lifetime ADD COLUMN coarse INT8 NOT NULL DEFAULT 0;
