-- Points and variables are written in fewer bytes than 0003 meant. What lies in the old form cannot be turned into the new
-- in SQL: it is delivered again. A database with measurements in it is left as it is.
do $$ begin
  if exists (select from measurement) then
    raise exception 'This database holds measurements in an older form. Start with an empty one (delete the data folder) and deliver them again.';
  end if;
end $$;

drop table measurement, measurement_version;

alter table measurement_series alter column series type smallint;

-- One row per measurement, as it stands now. Numbers are given out under the lock on the person's row, and that alone keeps
-- (person, number) unique: a unique index would cost three times as much as the one below. The order of columns wastes
-- no padding: with a uuid as identifier and two values a row is 80 bytes.
create table measurement (
  person int not null,
  number int not null,
  -- minutes since 1970; the point says what is beyond
  effective_minute int not null,
  -- seconds since 2000, and milliseconds beyond
  received_s int not null,
  identity int not null,
  received_milli smallint not null,
  series smallint not null,
  -- shown as another source's measurement of the same
  twin boolean not null default false,
  -- number, context, version, time within the minute, values, judgements: see server/store/embedded/point.ts
  point bytea not null,
  -- what stands in the holes of the context's template: see server/store/embedded/variables.ts
  variables bytea not null
);

-- Trends, $lastn, counts and the choice of a page are answered from this index alone; a page's rows are found by it.
create index measurement_by_series_and_time on measurement (person, series, effective_minute)
  include (point) where not twin;

-- A delivered measurement finds the one it repeats or corrects.
create index measurement_by_identity on measurement (person, identity);

-- One measurement by its id. Equal keys are stored once, so that an entry takes little more than its row's address. The person
-- comes second: no other question about a person may be planned with this index.
create index measurement_by_number on measurement ((number / 32), person);

-- Few measurements have a twin.
create index measurement_twin on measurement (person) where twin;

-- Answers from the index alone need pages that a vacuum has seen: not only when a fifth of the table is new.
alter table measurement set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);

-- Versions that no longer stand, in the same form.
create table measurement_version (
  person int not null,
  number int not null,
  version int not null,
  effective_minute int not null,
  received_s int not null,
  received_milli smallint not null,
  series smallint not null,
  point bytea not null,
  variables bytea not null,
  primary key (person, number, version)
);
