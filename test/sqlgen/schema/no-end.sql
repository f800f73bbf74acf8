-- expect 3: the file ends within a statement
CREATE TABLE t (
	n INT8 NOT NULL)
