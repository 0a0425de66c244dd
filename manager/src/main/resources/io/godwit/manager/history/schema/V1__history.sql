-- For H2 and PostgreSQL alike. ${binary} makes a column compare by code point, as prefixes need it; H2 always does.
-- Times are in microseconds, because PostgreSQL has no finer ones.

-- One row. Appending locks it, so that two writers (a deposed leader's and its successor's) take turns.
CREATE TABLE filing (
  only_row SMALLINT PRIMARY KEY CHECK (only_row = 1),
  highest_sequence BIGINT NOT NULL,
  -- What the retention takes for now. It follows the clock by a day at a time at most.
  retention_clock TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO filing (only_row, highest_sequence) VALUES (1, 0);

CREATE TABLE events (
  sequence BIGINT PRIMARY KEY,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  actor VARCHAR NOT NULL,
  address VARCHAR NOT NULL,
  action VARCHAR ${binary} NOT NULL,
  subject_kind VARCHAR NOT NULL,
  subject VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  message VARCHAR NOT NULL,
  state_before VARCHAR,
  state_after VARCHAR,
  task VARCHAR,
  correlation VARCHAR
);
CREATE INDEX events_by_time ON events (happened_at, sequence);
CREATE INDEX events_by_actor ON events (actor, happened_at, sequence);
CREATE INDEX events_by_action ON events (action, happened_at, sequence);
CREATE INDEX events_by_subject ON events (subject_kind, subject, happened_at, sequence);
CREATE INDEX events_by_subject_kind ON events (subject_kind, happened_at, sequence);
CREATE INDEX events_by_correlation ON events (correlation, happened_at, sequence);

-- Of tasks and migrations the body is what counts; the other columns are what one searches by.
CREATE TABLE tasks (
  id VARCHAR PRIMARY KEY,
  sequence BIGINT NOT NULL,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  actor VARCHAR,
  action VARCHAR,
  subject_kind VARCHAR,
  subject VARCHAR,
  state VARCHAR,
  body VARCHAR NOT NULL
);
CREATE INDEX tasks_by_time ON tasks (happened_at, sequence);
CREATE INDEX tasks_by_actor ON tasks (actor, happened_at, sequence);
CREATE INDEX tasks_by_subject_kind ON tasks (subject_kind, happened_at, sequence);
CREATE INDEX tasks_by_subject ON tasks (subject_kind, subject, happened_at, sequence);

CREATE TABLE migrations (
  id VARCHAR PRIMARY KEY,
  sequence BIGINT NOT NULL,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  actor VARCHAR,
  vm VARCHAR,
  source VARCHAR,
  destination VARCHAR,
  state VARCHAR,
  body VARCHAR NOT NULL
);
CREATE INDEX migrations_by_time ON migrations (happened_at, sequence);
CREATE INDEX migrations_by_vm ON migrations (vm, happened_at, sequence);
CREATE INDEX migrations_by_source ON migrations (source, happened_at, sequence);
CREATE INDEX migrations_by_destination ON migrations (destination, happened_at, sequence);

-- What could not be understood or stored as what it claims to be: kept for a person, and out of the way of the rest.
CREATE TABLE misfits (
  sequence BIGINT PRIMARY KEY,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  kind VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  body VARCHAR NOT NULL,
  reason VARCHAR NOT NULL
);
CREATE INDEX misfits_by_time ON misfits (happened_at, sequence);

CREATE TABLE rollups (
  series VARCHAR NOT NULL,
  seconds INTEGER NOT NULL,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  lowest DOUBLE PRECISION NOT NULL,
  highest DOUBLE PRECISION NOT NULL,
  mean DOUBLE PRECISION NOT NULL,
  samples BIGINT NOT NULL,
  PRIMARY KEY (series, seconds, happened_at)
);
CREATE INDEX rollups_by_time ON rollups (seconds, happened_at);
