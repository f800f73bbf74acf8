-- expect 2: a schema has CREATE TABLE and CREATE INDEX only
DROP TABLE setting;
