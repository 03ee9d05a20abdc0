-- The event store: one append-only table, the log head that orders its writers, and what commits with it.
-- Roles: the owner (who migrates) owns all; the application role may add events, never change or remove one.

CREATE TABLE events (
  position       bigint      NOT NULL,  -- gapless, global, from 1; commit order
  event_id       uuid        NOT NULL,
  stream         text        NOT NULL COLLATE "C",
  version        bigint      NOT NULL,  -- gapless per stream, from 1
  type           text        NOT NULL,
  schema_version int         NOT NULL,
  recorded_at    timestamptz NOT NULL,
  effective_at   timestamptz NOT NULL,
  actor          text        NOT NULL,
  correlation_id text        NOT NULL,
  causation_id   text        NOT NULL,
  partition_key  text        NOT NULL COLLATE "C",
  payload        text        NOT NULL,  -- the exact JSON bytes that were hashed
  leaf_hash      bytea       NOT NULL,
  PRIMARY KEY (position)
) PARTITION BY RANGE (position);

-- Uniqueness of (stream, version) holds by construction (every append decides under the head row's lock); the
-- index per partition finds a stream and refuses a duplicate within it, and `audit verify` checks all of them.
DO $$
BEGIN
  FOR i IN 0..31 LOOP
    EXECUTE format('CREATE TABLE events_p%s PARTITION OF events FOR VALUES FROM (%s) TO (%s)',
                   lpad(i::text, 2, '0'), i * 10000000::bigint, (i + 1) * 10000000::bigint);
    EXECUTE format('CREATE UNIQUE INDEX events_p%s_stream ON events_p%s (stream, version)',
                   lpad(i::text, 2, '0'), lpad(i::text, 2, '0'));
    EXECUTE format('CREATE INDEX events_p%s_key ON events_p%s (partition_key, position)',
                   lpad(i::text, 2, '0'), lpad(i::text, 2, '0'));
  END LOOP;
END $$;
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE UNIQUE INDEX events_rest_stream ON events_rest (stream, version);
CREATE INDEX events_rest_key ON events_rest (partition_key, position);

-- One row. Whoever holds its lock appends; it is compared and set in every append transaction, so that commit
-- order is position order and a writer that lost its connection can't write twice.
CREATE TABLE log_head (
  one_row  boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  position bigint  NOT NULL,
  frontier bytea   NOT NULL,  -- roots of the perfect subtrees, largest first, 32 bytes each
  last_recorded_at timestamptz NOT NULL,
  CHECK (position >= 0)
);
INSERT INTO log_head VALUES (true, 0, '', '1970-01-01T00:00:00Z');

-- Roots of completed perfect subtrees of 256 leaves and more (level 8 and up): proofs without reading the whole log.
CREATE TABLE log_nodes (
  level smallint NOT NULL,
  index bigint   NOT NULL,
  hash  bytea    NOT NULL,
  PRIMARY KEY (level, index)
);

CREATE TABLE checkpoints (
  size      bigint PRIMARY KEY,
  root      bytea NOT NULL,
  note      text  NOT NULL,  -- C2SP signed note
  signed_at timestamptz NOT NULL
);

-- Answers already given, by caller, method, path and Idempotency-Key; the body is sealed (it may hold keys that
-- are shown once, and personal data of `person_id`).
CREATE TABLE idempotency (
  scope          bytea PRIMARY KEY,  -- SHA-256
  request_digest bytea NOT NULL,     -- SHA-256 of the body
  status         smallint NOT NULL,
  position       bigint NOT NULL,
  body           bytea,              -- sealed; null once its person was erased
  person_id      uuid,
  created_at     timestamptz NOT NULL
);
CREATE INDEX idempotency_person ON idempotency (person_id) WHERE person_id IS NOT NULL;

-- External facts, unique for ever, and which of our streams they belong to: "stripe_event:evt_…" -> its delivery,
-- "intent:pi_…" and "session:cs_…" -> the order.
CREATE TABLE external_refs (
  ref    text PRIMARY KEY COLLATE "C",
  stream text NOT NULL
);

-- One key per person, wrapped by the master key. Erasing clears key and e-mail hash; the row stays, so that a
-- replay knows "[erased]" from "damaged".
CREATE TABLE persons (
  person_id   uuid PRIMARY KEY,
  email_hash  bytea UNIQUE,  -- keyed hash of the normalised address
  wrapped_key bytea,
  erased_at   timestamptz
);

-- Raw webhook bodies; the log holds their digests. Sealed under the key of the order's customer, so that erasing the
-- person erases them too; by the master key while no order is known.
CREATE TABLE webhook_bodies (
  external_id text PRIMARY KEY COLLATE "C",
  person_id   uuid,
  sealed      bytea NOT NULL
);

-- Folded decision state at a position: a cache that a fresh process starts from; may be dropped at any time.
CREATE TABLE snapshots (
  name     text PRIMARY KEY,
  position bigint NOT NULL,
  format   int NOT NULL,
  state    bytea NOT NULL
);

-- Who may do a thing that only one process may do at a time: relay, scheduler.
CREATE TABLE leases (
  name       text PRIMARY KEY,
  holder     text NOT NULL,
  epoch      bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  detail     text NOT NULL DEFAULT ''  -- what the holder says of itself: the relay its position
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON events TO daybook_app;
GRANT SELECT, UPDATE ON log_head TO daybook_app;
GRANT SELECT, INSERT ON log_nodes, checkpoints, external_refs, webhook_bodies TO daybook_app;
GRANT SELECT, INSERT, UPDATE ON idempotency, persons, snapshots, leases TO daybook_app;
-- Read models live in schemas of their own, which the application makes and swaps.
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO daybook_app', current_database()); END $$;
