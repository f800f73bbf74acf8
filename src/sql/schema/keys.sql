-- keys.db: what the key store says of itself, and the wrapped keys.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
