-- Taking the head is one UPDATE, which calls this when the head is no longer where the batch was decided: a function in
-- PL/pgSQL around it costs each commit 20 us. advance_head stays for servers that run while this is applied.
CREATE FUNCTION head_moved(expected bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log head is no longer at %', expected USING ERRCODE = '40001';
END $$;
