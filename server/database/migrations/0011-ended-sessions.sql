-- Logins whose tokens were ended before their time: see server/access/README.md.
create table ended_session (
  -- digest of the issuer's token that the facade's tokens came from
  id text primary key,
  -- when no token of it can be valid any more
  until timestamptz not null
);
create index ended_session_by_end on ended_session (until);
