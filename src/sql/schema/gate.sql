-- The tables of the gate room.

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
CREATE INDEX hand_over_taken ON hand_over (taken) WHERE taken IS NOT NULL;
CREATE INDEX hand_over_ended ON hand_over (ended) WHERE ended IS NOT NULL;
