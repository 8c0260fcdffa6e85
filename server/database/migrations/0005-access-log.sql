-- What was disclosed, refused and decided about each person: see server/access-log/README.md. No table here names the
-- patient, and nothing of them is deleted when the person is erased: then the key stands for nobody.

-- One chain per person. The hash of an entry holds the one before it; its key is not in the database.
create table access_entry (
  person int not null,
  -- counts up from 1 without a gap
  sequence int not null,
  -- of the secret that the hash was made with
  key_id int not null,
  occurred_ms bigint not null,
  hash bytea not null,
  -- JSON, byte for byte what was hashed
  record text not null,
  primary key (person, sequence)
);

-- The end of each chain; its lock orders the writers. Room on every page for the row's next version.
create table access_chain (
  person int primary key,
  sequence int not null,
  key_id int not null,
  hash bytea not null,
  -- proves person, sequence and hash, so that a shorter chain cannot be made out of a longer one
  seal bytea not null,
  -- the person was erased: nothing more is written here
  erased boolean not null default false
) with (fillfactor = 50);
