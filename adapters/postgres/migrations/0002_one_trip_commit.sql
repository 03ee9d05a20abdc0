-- A batch is decided ahead of its turn and written in one round trip. Its first statement takes the head from the
-- position that the batch was decided at, or fails the whole transaction, so that a decision on a stale state is
-- never recorded.

CREATE FUNCTION advance_head(expected bigint, next_position bigint, next_frontier bytea, at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE log_head SET position = next_position, frontier = next_frontier, last_recorded_at = at
   WHERE one_row AND position = expected;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the log head is no longer at %', expected USING ERRCODE = '40001';
  END IF;
END $$;

-- The same for a batch that appends nothing: what it answers must not rest on a stale state either.
CREATE FUNCTION check_head(expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM log_head WHERE one_row AND position = expected) THEN
    RAISE EXCEPTION 'the log head is no longer at %', expected USING ERRCODE = '40001';
  END IF;
END $$;

-- An answer that shows an order is not stored: the log tells it again, as the order stood at `position`.
ALTER TABLE idempotency ADD COLUMN shows_order boolean NOT NULL DEFAULT false;

-- Compressing a snapshot costs the server more than storing it whole, and stalls the commits beside it.
ALTER TABLE snapshots ALTER COLUMN state SET STORAGE EXTERNAL;
