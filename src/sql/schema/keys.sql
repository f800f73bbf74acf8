-- keys.db: what the key store says of itself, and the wrapped keys.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- Each wraps the keys that name it; itself under the root.
CREATE TABLE epoch (
	id INT8 PRIMARY KEY,
	wrapped BLOB NOT NULL
);

-- One of a lifetime, of a subject's pseudonym, or spare.
CREATE TABLE key (
	id INT8 PRIMARY KEY,
	epoch INT8 NOT NULL,
	wrapped BLOB NOT NULL
);

-- Keys of the whole store: of the index, of suppression.
CREATE TABLE named_key (
	name TEXT NOT NULL PRIMARY KEY,
	epoch INT8 NOT NULL,
	wrapped BLOB NOT NULL
);
