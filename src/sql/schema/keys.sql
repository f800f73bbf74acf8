-- keys.db: what the key store says of itself, and the wrapped keys.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- The key of an epoch, which wraps the keys that name it; itself under the root.  One, and two
-- while keys go from one to the other.
-- not in backups
CREATE TABLE epoch (
	id INT8 PRIMARY KEY,
	wrapped BLOB NOT NULL
);

-- Every epoch there was.  ends: by when its key is to be gone, 0 until somebody has said it; ended:
-- when it went, 0 while it is there; carried: 1 where copies of keys.db were made with its key.
CREATE TABLE epoch_life (
	id INT8 PRIMARY KEY,
	began INT8 NOT NULL,
	ends INT8 NOT NULL,
	ended INT8 NOT NULL,
	carried INT8 NOT NULL
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
