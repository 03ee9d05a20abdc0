-- Autovacuum comes while orders are taken, on the same machine. ANALYZE reads and sorts every column of some thousand
-- rows: no plan asks for statistics of these. A tenth of the sample serves the others: they are looked up by whole keys.
ALTER TABLE events
  ALTER event_id SET STATISTICS 0, ALTER actor SET STATISTICS 0, ALTER correlation_id SET STATISTICS 0,
  ALTER causation_id SET STATISTICS 0, ALTER payload SET STATISTICS 0, ALTER leaf_hash SET STATISTICS 0,
  ALTER schema_version SET STATISTICS 0, ALTER position SET STATISTICS 10, ALTER stream SET STATISTICS 10,
  ALTER version SET STATISTICS 10, ALTER type SET STATISTICS 10, ALTER recorded_at SET STATISTICS 10,
  ALTER effective_at SET STATISTICS 10, ALTER partition_key SET STATISTICS 10;
ALTER TABLE idempotency
  ALTER scope SET STATISTICS 10, ALTER request_digest SET STATISTICS 0, ALTER status SET STATISTICS 0,
  ALTER position SET STATISTICS 10, ALTER body SET STATISTICS 0, ALTER person_id SET STATISTICS 10,
  ALTER created_at SET STATISTICS 0, ALTER shows_order SET STATISTICS 0;
ALTER TABLE persons
  ALTER person_id SET STATISTICS 10, ALTER email_hash SET STATISTICS 10, ALTER wrapped_key SET STATISTICS 0,
  ALTER erased_at SET STATISTICS 0;

-- Nothing in these tables dies, so nobody waits for their VACUUM: at a quarter of the pace.
DO $$
DECLARE part regclass;
BEGIN
  FOR part IN SELECT relid FROM pg_partition_tree('events') WHERE isleaf
              UNION ALL VALUES ('idempotency'::regclass), ('persons'::regclass) LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_cost_limit = 50)', part);
  END LOOP;
END $$;
