-- What was planned, and from what. The body has all of it, packed; the other columns are what lists show.
CREATE TABLE plans (
  id BIGINT PRIMARY KEY,
  happened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  cluster_name VARCHAR NOT NULL,
  purpose VARCHAR NOT NULL,
  moves INTEGER NOT NULL,
  digest VARCHAR NOT NULL,
  summary VARCHAR NOT NULL,
  body VARCHAR NOT NULL
);
CREATE INDEX plans_by_time ON plans (happened_at, id);
CREATE INDEX plans_by_cluster ON plans (cluster_name, id);

-- The highest number that a plan ever had, also after it was thrown away.
ALTER TABLE filing ADD COLUMN highest_plan BIGINT DEFAULT 0 NOT NULL;
