-- The tables of 0001 kept texts as they are served. What is in them was made by a sandbox and cannot be turned into the
-- new form in SQL: it is delivered again. A database with measurements in it is left as it is.
do $$ begin
  if exists (select from measurement) then
    raise exception 'This database holds measurements in the form of version 0.1. Start with an empty one (delete the data folder) and deliver them again.';
  end if;
end $$;

drop table measurement, measurement_version, measurement_context, person, person_identity;

-- Who a person key stands for. The only table that names anybody.
create table person_identity (
  system text not null,
  value text not null,
  person int not null unique,
  primary key (system, value)
);

-- The person key is the distribution key: it is in every key and every query below.
create table person (
  person int primary key,
  next_number int not null default 1,
  next_context int not null default 1,
  -- counts what was written: whoever waited for the lock sees by it whether what was read before is still so
  deliveries bigint not null default 0,
  -- of any measurement's effective time: how far before a date a search must look for spans that reach it
  longest_span_ms bigint not null default 0,
  last_received_ms bigint,
  -- organisation numbers of all that have delivered
  sources text[] not null default '{}'
);

-- Kinds of measurements that a query by code, category or status chooses between.
create table measurement_series (
  person int not null,
  series int not null,
  code text not null,
  codings text[],
  categories text[] not null,
  status text not null,
  primary key (person, series)
);

-- What many measurements of a person share: who, where, limits, and the text as sent with a hole where it varies.
create table measurement_context (
  person int not null,
  context int not null,
  digest uuid not null,
  source text not null,
  description text not null,
  placement text not null,
  template text not null,
  primary key (person, context),
  unique (person, digest)
);

-- Whom a source has delivered about.
create index measurement_context_of_source on measurement_context (source, person);

-- One row per measurement, as it stands now. Times are epoch milliseconds. The order of columns wastes no padding.
create table measurement (
  effective_ms bigint not null,
  received_ms bigint not null,
  person int not null,
  number int not null,
  series int not null,
  identity int not null,
  -- shown as another source's measurement of the same
  twin boolean not null default false,
  -- number, context, version, time, values, judgements: see server/store/embedded/point.ts
  point bytea not null,
  -- what stands in the holes of the context's template: see server/store/embedded/variables.ts
  variables bytea not null,
  primary key (person, number)
);

-- Trends, $lastn, counts and the choice of a page are answered from this index alone.
create index measurement_by_series_and_time on measurement (person, series, effective_ms)
  include (point) where not twin;

-- A delivered measurement finds the one it repeats or corrects.
create index measurement_by_identity on measurement (person, identity);

-- Few measurements have a twin.
create index measurement_twin on measurement (person) where twin;

-- Answers from the index alone need pages that a vacuum has seen: not only when a fifth of the table is new.
alter table measurement set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);

-- Versions that no longer stand, in the same form.
create table measurement_version (
  received_ms bigint not null,
  person int not null,
  number int not null,
  version int not null,
  series int not null,
  point bytea not null,
  variables bytea not null,
  primary key (person, number, version)
);
