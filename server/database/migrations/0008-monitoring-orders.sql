-- What a treating team has ordered to be measured, and the limits it set: every version of every order, for ever. A version is
-- never changed. Few rows a person; all of them are read to judge (server/orders/README.md).
create table monitoring_order_version (
  person int not null,
  id uuid not null,
  version int not null,
  -- catalogue code of the vital sign; the same in all versions
  code text not null,
  status text not null check (status in ('active', 'completed', 'revoked', 'entered-in-error')),
  -- epoch milliseconds, half-open; no end: until further notice
  from_ms bigint not null,
  to_ms bigint,
  -- JSON: limits, schedule and reason as in server/clinical/orders/order.ts
  content text not null,
  hpr text not null,
  name text not null,
  orgnr text not null,
  organization text not null,
  -- the database's clock, the same for every facade
  updated_ms bigint not null,
  primary key (person, id, version),
  check (to_ms > from_ms)
);
