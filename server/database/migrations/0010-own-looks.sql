-- A clinician's own looks at a person, newest first: when did this one last look (server/access-log/last-visit.ts). What is
-- indexed is the HPR number, at the place where canonical JSON has it of a clinician's entry; entries of others are not in it.
create index access_entry_of_clinician on access_entry (
  person,
  substring(record from '^\{"action":"[a-z-]+","actor":\{"hpr":"([0-9]+)"'),
  occurred_ms
) where substring(record from '^\{"action":"[a-z-]+","actor":\{"hpr":"([0-9]+)"') is not null;
