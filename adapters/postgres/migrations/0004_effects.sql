-- Who works on which side effect (read.effects), until when. Claims spare doubled work; that nothing is done twice rests
-- on the other side's idempotency keys, on looking before repeating, and on the effect's stream in the log.
CREATE TABLE effect_claims (
  effect_id text        PRIMARY KEY COLLATE "C",
  owner     uuid        NOT NULL,
  until     timestamptz NOT NULL
);
-- How far the log has been read for facts that call for an effect.
CREATE TABLE effect_cursor (
  name     text   PRIMARY KEY,
  position bigint NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON effect_claims, effect_cursor TO daybook_app;
-- From here on: what was captured before is the business of whoever fulfilled it.
INSERT INTO effect_cursor SELECT name, log_head.position
  FROM log_head, unnest(ARRAY['supplier', 'stripe', 'stripe_fees', 'mail', 'webhooks']) AS name;
