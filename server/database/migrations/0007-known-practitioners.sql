-- Who has looked at measurements, and where they worked: whom a citizen can find, to block them by name. Few rows, written once
-- a day for each at most; on Citus: a reference table.
create table known_practitioner (
  hpr text not null,
  orgnr text not null,
  name text not null,
  organization text not null,
  -- name and workplace in lower case, a space before each word
  words text not null,
  -- a day in Oslo
  last_seen date not null,
  primary key (hpr, orgnr)
);
