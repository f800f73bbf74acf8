-- To which version of the policy a yes was said again, or a no.
ALTER TABLE consent ADD COLUMN covers INT8 NOT NULL DEFAULT 0;
ALTER TABLE consent ADD COLUMN declined INT8 NOT NULL DEFAULT 0;
CREATE INDEX consent_covers ON consent (covers) WHERE covers > 0;
CREATE INDEX consent_declined ON consent (declined) WHERE declined > 0;
