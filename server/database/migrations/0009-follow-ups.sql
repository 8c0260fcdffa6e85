-- The latest home follow-up of each person by each organisation that delivers: see server/follow-ups/README.md.
create table follow_up (
  person int not null,
  orgnr text not null,
  -- epoch milliseconds, half-open; no end: it is under way
  from_ms bigint not null,
  to_ms bigint,
  primary key (person, orgnr),
  check (to_ms >= from_ms)
);

-- Whoever had delivered follows the patient, since some time before this.
insert into follow_up (person, orgnr, from_ms)
  select person, unnest(sources), last_received_ms from person where last_received_ms is not null;
