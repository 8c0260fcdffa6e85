-- Whom a citizen keeps out: every version of every block, for ever. A version is never changed, but for the mark that a newer
-- one stands.
create table block_version (
  person int not null,
  id uuid not null,
  version int not null,
  kind text not null check (kind in ('clinician', 'organization', 'everyone')),
  -- HPR or organisation number, and name, of whom it keeps out; of everyone: null
  number text,
  name text,
  -- epoch milliseconds, half-open; no end: until it is withdrawn
  from_ms bigint not null,
  to_ms bigint,
  status text not null check (status in ('active', 'withdrawn')),
  made_by_relation text not null check (made_by_relation in ('self', 'parent', 'proxy')),
  made_by_name text not null,
  -- the database's clock, the same for every facade
  updated_ms bigint not null,
  replaced boolean not null default false,
  primary key (person, id, version),
  check ((kind = 'everyone') = (number is null) and (number is null) = (name is null)),
  check (to_ms > from_ms)
);

-- One version of a block stands.
create unique index block_version_standing on block_version (person, id) where not replaced;

-- What is asked at every request about a person.
create index block_version_active on block_version (person) where status = 'active' and not replaced;
