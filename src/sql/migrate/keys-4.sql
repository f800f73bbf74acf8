-- Epochs rotate; of the first nobody noted when it began, and backups of the keys hold its key.
CREATE TABLE epoch_life (
	id INT8 PRIMARY KEY,
	began INT8 NOT NULL,
	ends INT8 NOT NULL,
	ended INT8 NOT NULL,
	carried INT8 NOT NULL
);
INSERT INTO epoch_life (id, began, ends, ended, carried) SELECT id, 0, 0, 0, 1 FROM epoch;
