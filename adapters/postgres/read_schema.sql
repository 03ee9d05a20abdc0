-- The read models: made in whatever schema the search path names (read, read_next, read_check), owned by the
-- application, rebuilt from the store at any time. Columns are those of the row structs in projections/, in their
-- order; amounts are minor units; `state` is JSON text unless said otherwise.
-- Raised when the same events come to other rows, so that a migration makes them anew: 1.

CREATE TABLE progress (
  one_row        boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  generation     uuid           NOT NULL DEFAULT gen_random_uuid(),  -- another one after every rebuild
  contiguous     bigint         NOT NULL DEFAULT 0,   -- every position up to it has been applied
  beyond         int8multirange NOT NULL DEFAULT '{}',  -- and these
  revision       bigint         NOT NULL DEFAULT 0,   -- counts batches
  zone           text           NOT NULL DEFAULT '', -- in which days were counted; '': nothing applied yet
  store_revision bigint         NOT NULL DEFAULT 0,   -- the last batch that came from the store, not from Kafka
  updated_at     timestamptz    NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO progress DEFAULT VALUES;

CREATE TABLE offsets (
  topic       text   NOT NULL,
  partition   int    NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (topic, partition)
);

-- A poisoned event and, behind it, the events of its key that wait; a rebuild clears it.
CREATE TABLE quarantine (
  partition_key text        NOT NULL COLLATE "C",
  position      bigint      NOT NULL,
  type          text        NOT NULL,
  error         text,  -- null: it waits behind the one that has one
  at            timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (partition_key, position)
);

CREATE TABLE orders (
  id             uuid        PRIMARY KEY,
  order_number   text        NOT NULL COLLATE "C",
  broker_id      uuid,
  person_id      uuid        NOT NULL,
  currency       text        NOT NULL,
  status         text        NOT NULL,
  payment_status text        NOT NULL,
  created_at     timestamptz NOT NULL,
  captured_at    timestamptz,
  expires_at     timestamptz NOT NULL,
  hold_until     timestamptz,
  commission     text        NOT NULL,
  captured       boolean     NOT NULL,
  total_charged  bigint      NOT NULL,
  total_refunded bigint      NOT NULL,
  net_charged    bigint      NOT NULL,
  net_share      bigint      NOT NULL,
  net_markup     bigint      NOT NULL,
  net_platform   bigint      NOT NULL,
  net_supplier   bigint      NOT NULL,
  payout_status  text,  -- of the commission, as the next four
  commission_hold_until timestamptz,
  payout_id      uuid,
  accrued_at     timestamptz,
  paid_at        timestamptz,
  position       bigint      NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX orders_number ON orders (order_number);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_broker ON orders (broker_id, created_at, id) WHERE broker_id IS NOT NULL;
CREATE INDEX orders_person ON orders (person_id);
-- No index on what changes when an order is paid: PostgreSQL then writes none of them anew (HOT).

-- What the scheduler looks for, some times a second.
CREATE TABLE orders_due (
  due_at   timestamptz NOT NULL,
  order_id uuid        NOT NULL,
  PRIMARY KEY (due_at, order_id)
);

CREATE TABLE payouts (
  id           uuid        PRIMARY KEY,
  payee        uuid        NOT NULL,
  currency     text        NOT NULL,
  status       text        NOT NULL,
  period_start timestamptz NOT NULL,
  period_end   timestamptz NOT NULL,
  made_by      text        NOT NULL,
  total_amount bigint      NOT NULL,
  created_at   timestamptz NOT NULL,
  position     bigint      NOT NULL,
  order_count  bigint      NOT NULL,
  state        text        NOT NULL
);
CREATE INDEX payouts_payee ON payouts (payee, created_at);
CREATE INDEX payouts_status ON payouts (status, created_at);

CREATE TABLE brokers (
  id         uuid        PRIMARY KEY,
  status     text        NOT NULL,
  person_id  uuid        NOT NULL,
  currency   text        NOT NULL,
  created_at timestamptz NOT NULL,
  position   bigint      NOT NULL,
  state      text        NOT NULL
);
CREATE INDEX brokers_created ON brokers (created_at, id);
CREATE INDEX brokers_person ON brokers (person_id);

CREATE TABLE sales_daily (
  broker_id            uuid   NOT NULL,
  date                 text   NOT NULL COLLATE "C",
  currency             text   NOT NULL,
  orders_count         bigint NOT NULL,
  total_sales          bigint NOT NULL,
  refunds              bigint NOT NULL,
  revenue_share_earned bigint NOT NULL,
  markup_earned        bigint NOT NULL,
  PRIMARY KEY (broker_id, date, currency)
) WITH (fillfactor = 50);  -- a sum is changed again and again: its next version finds room in its page (HOT)

CREATE TABLE visitors_daily (
  broker_id         uuid   NOT NULL,
  date              text   NOT NULL COLLATE "C",
  widget_loads      bigint NOT NULL,
  unique_visitors   bigint NOT NULL,
  cart_additions    bigint NOT NULL,
  cart_abandonment  bigint NOT NULL,
  checkouts_started bigint NOT NULL,
  PRIMARY KEY (broker_id, date)
);

CREATE TABLE visitor_days (
  broker_id         uuid   NOT NULL,
  date              text   NOT NULL COLLATE "C",
  visitor_hash      text   NOT NULL COLLATE "C",
  loads             bigint NOT NULL,
  cart_additions    bigint NOT NULL,
  checkouts_started bigint NOT NULL,
  PRIMARY KEY (broker_id, date, visitor_hash)
);

CREATE TABLE webhook_log (
  external_id  text        PRIMARY KEY COLLATE "C",
  source       text        NOT NULL,
  event_type   text        NOT NULL,
  status       text        NOT NULL,
  detail       text        NOT NULL,
  error        text,
  order_id     uuid,
  received_at  timestamptz NOT NULL,
  processed_at timestamptz,
  position     bigint      NOT NULL
);
CREATE INDEX webhook_log_position ON webhook_log (position);
CREATE INDEX webhook_log_status ON webhook_log (status, position);

-- How many events of a type each stretch of 512 positions holds.
CREATE TABLE event_types (
  type    text   NOT NULL COLLATE "C",
  stretch bigint NOT NULL,
  events  bigint NOT NULL,
  PRIMARY KEY (type, stretch)
);

CREATE TABLE effects (
  id          text        PRIMARY KEY COLLATE "C",
  kind        text        NOT NULL,
  status      text        NOT NULL,
  subject     text        NOT NULL,
  detail      text,
  attempts    bigint      NOT NULL,
  due_at      timestamptz,
  error       text,
  maybe_done  boolean     NOT NULL,
  reference   text,
  intended_at timestamptz NOT NULL,
  finished_at timestamptz,
  position    bigint      NOT NULL
);
CREATE INDEX effects_position ON effects (position);
-- What `daybook react` looks for, some times a second.
CREATE INDEX effects_due ON effects (due_at) WHERE status = 'pending';

CREATE TABLE tasks (
  id            text        PRIMARY KEY COLLATE "C",
  kind          text        NOT NULL,
  status        text        NOT NULL,
  entity        text        NOT NULL,
  detail        text        NOT NULL,
  amount        bigint,
  currency      text,
  opened_at     timestamptz NOT NULL,
  closed_at     timestamptz,
  position      bigint      NOT NULL,
  partition_key text        NOT NULL
);
CREATE INDEX tasks_status ON tasks (status, position);

CREATE TABLE adjustments (
  id       uuid   PRIMARY KEY,
  status   text   NOT NULL,
  payee    uuid,
  position bigint NOT NULL,  -- of its proposal
  state    text   NOT NULL
);
CREATE INDEX adjustments_position ON adjustments (position);

-- Facts that came after their month was closed.
CREATE TABLE late_facts (
  position         bigint      PRIMARY KEY,  -- of the fact
  month            text        NOT NULL COLLATE "C",  -- the closed one that it belongs to
  posted_in        text        NOT NULL COLLATE "C",
  own_effective_at timestamptz NOT NULL,
  type             text        NOT NULL
);
CREATE INDEX late_facts_month ON late_facts (month, position);
CREATE INDEX late_facts_posted_in ON late_facts (posted_in, position);

-- Months that were ever closed.
CREATE TABLE periods (
  month  text PRIMARY KEY COLLATE "C",
  status text NOT NULL,
  state  text NOT NULL
);

-- What Stripe and the bank say of our accounts; nothing of it is ours until it is matched.
CREATE TABLE statements (
  id           uuid        PRIMARY KEY,
  account      text        NOT NULL,
  format       text        NOT NULL,
  sha256       text        NOT NULL,
  part         bigint      NOT NULL,
  holder       text        NOT NULL,
  period_start timestamptz NOT NULL,
  period_end   timestamptz NOT NULL,
  currency     text,
  opening      bigint,
  closing      bigint,
  lines        bigint      NOT NULL,
  known        bigint      NOT NULL,
  imported_by  text        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  position     bigint      NOT NULL
);
CREATE INDEX statements_position ON statements (position);

CREATE TABLE statement_lines (
  position       bigint      NOT NULL,
  number         bigint      NOT NULL,
  statement_id   uuid        NOT NULL,
  account        text        NOT NULL,
  line_id        text        NOT NULL COLLATE "C",
  at             timestamptz NOT NULL,
  value_date     text,
  type           text        NOT NULL,
  amount         bigint      NOT NULL,
  fee            bigint      NOT NULL,
  net            bigint      NOT NULL,
  currency       text        NOT NULL,
  refs           text[]      NOT NULL COLLATE "C",
  payment_intent text        COLLATE "C",
  recorded_at    timestamptz NOT NULL,
  PRIMARY KEY (position, number)
);
CREATE INDEX statement_lines_id ON statement_lines (line_id);

CREATE TABLE hand_matches (
  id              uuid        PRIMARY KEY,
  account         text        NOT NULL,
  lines           text[]      NOT NULL COLLATE "C",
  positions       bigint[]    NOT NULL,
  reason          text        NOT NULL,
  matched_by      text        NOT NULL,
  recorded_at     timestamptz NOT NULL,
  position        bigint      NOT NULL,
  undone_at       timestamptz,
  undone_position bigint
);

-- What payees were owed at any position, and by any day on which it takes effect: projections/payee_blocks.hpp.
CREATE TABLE payee_blocks (
  payee          uuid   NOT NULL,
  currency       text   NOT NULL,
  first_position bigint NOT NULL,
  min_day        bigint NOT NULL,  -- days since 1970-01-01 in the programme's zone
  max_day        bigint NOT NULL,  -- of this block and all before it
  state          bytea  NOT NULL,  -- events/codec/packed.hpp
  PRIMARY KEY (payee, currency, first_position)
);
CREATE INDEX payee_blocks_day ON payee_blocks (payee, currency, max_day, first_position);

CREATE TABLE payee_open_blocks (
  payee          uuid   NOT NULL,
  currency       text   NOT NULL,
  first_position bigint NOT NULL,
  min_day        bigint NOT NULL,
  max_day        bigint NOT NULL,
  state          bytea  NOT NULL,
  PRIMARY KEY (payee, currency)
) WITH (fillfactor = 50);

-- The same for accounts that are no payee's: projections/account_days.hpp.
CREATE TABLE account_days (
  level    bigint NOT NULL,
  stretch  bigint NOT NULL,
  account  text   NOT NULL COLLATE "C",
  currency text   NOT NULL,
  day      bigint NOT NULL,
  amount   bigint NOT NULL,  -- debit positive
  PRIMARY KEY (level, stretch, account, currency, day)
) WITH (fillfactor = 70);
-- Where the entries of one account are.
CREATE INDEX account_days_account ON account_days (account, stretch, day) WHERE level = 0;

CREATE TABLE entry_days (
  stretch bigint NOT NULL,
  day     bigint NOT NULL,
  entries bigint NOT NULL,
  PRIMARY KEY (stretch, day)
);
