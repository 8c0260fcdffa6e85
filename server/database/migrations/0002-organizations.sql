-- Who takes part. Few rows, read at every delivery; on Citus: a reference table, as organization_client.
create table organization (
  orgnr text primary key,
  name text not null,
  sector text not null check (sector in ('municipality', 'hospital', 'gp')),
  delivers boolean not null,
  consumes boolean not null,
  -- enrolled from <= now < to; no end known: null
  enrolled_from timestamptz not null,
  enrolled_to timestamptz
);

-- The systems that an organisation signs in with, by SMART Backend Services. Public keys only.
create table organization_client (
  client_id text primary key,
  orgnr text not null,
  jwks jsonb,
  jwks_uri text,
  check ((jwks is null) <> (jwks_uri is null))
);

create index organization_client_by_orgnr on organization_client (orgnr);

-- Client assertions that were used, so that none is used twice at any facade on this database. On Citus: distributed
-- by digest.
create table used_assertion (
  digest bytea primary key,
  expires timestamptz not null
);

create index used_assertion_by_expiry on used_assertion (expires);
