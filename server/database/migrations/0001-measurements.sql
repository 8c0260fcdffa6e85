-- Who a person key stands for. The only table that names anybody.
create table person_identity (
  system text not null,
  value text not null,
  person bigint not null unique,
  primary key (system, value)
);

-- The person key is the distribution key: it is in every key and every query below.
create table person (
  person bigint primary key,
  next_number bigint not null default 1,
  next_context int not null default 1,
  -- of any measurement's effective time: how far before a date a search must look for spans that reach it
  longest_span_ms bigint not null default 0,
  last_received timestamptz
);

-- One row per measurement, as it stands now.
create table measurement (
  person bigint not null,
  number bigint not null,
  version int not null,
  code text not null collate "C",
  codings text[],
  categories text[] not null,
  status text not null,
  effective_from timestamptz not null,
  effective_to timestamptz not null,
  date_only boolean not null,
  received timestamptz not null,
  source text not null,
  identifier text not null collate "C",
  digest text not null,
  value_1 float8,
  value_2 float8,
  judgement_1 smallint,
  judgement_2 smallint,
  context int not null,
  aside text,
  -- JSON members as served, without resourceType and subject
  served text not null,
  primary key (person, number),
  unique (person, source, identifier)
);

-- Trends, $lastn, counts and the choice of a page are answered from this index alone.
create index measurement_by_code_and_time on measurement (person, code, effective_from, number)
  include (effective_to, date_only, received, status, categories, value_1, value_2, judgement_1, judgement_2, context, aside);

-- Codings the catalogue does not know: few measurements have any.
create index measurement_by_coding on measurement (person) where codings is not null;

-- Every version as it was sent, without the subject.
create table measurement_version (
  person bigint not null,
  number bigint not null,
  version int not null,
  received timestamptz not null,
  original text not null,
  primary key (person, number, version)
);

-- What many measurements of a person share: who, where, status, limits.
create table measurement_context (
  person bigint not null,
  context int not null,
  body text not null,
  primary key (person, context)
);
