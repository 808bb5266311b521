-- 0006  What the sealer needs: the list of entries that wait, and the hashes of finished subtrees.
-- Why:   the sealer must find new entries without reading the whole log, and a proof must cost log n rows (decisions/0003).
-- Locks: audit_entry and audit_leaf for a moment. Undo: write a later migration that drops the trigger, the table and the column.

create table audit_pending (                                      -- entries that no leaf covers yet; filled by the trigger alone
  city_id     uuid not null references city (id),
  entry_id    uuid not null,
  number      bigint not null generated always as identity,      -- the order in which they will stand in the tree
  primary key (city_id, entry_id)
);
create index on audit_pending (number);
call tsunagu.protect('audit_pending');
create policy seal on audit_pending to tsunagu_worker using (true);
grant select, delete on audit_pending to tsunagu_worker;
grant select on audit_pending to tsunagu_app;                     -- to count what waits; never to take an entry out

create function tsunagu.audit_wait() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.audit_pending (city_id, entry_id) values (new.city_id, new.id);
  return null;
end $$;
revoke all on function tsunagu.audit_wait() from public;
create trigger audit_wait after insert on audit_entry for each row execute function tsunagu.audit_wait();

alter table audit_leaf add column subtrees bytea not null default '' check (octet_length(subtrees) % 32 = 0);
comment on column audit_leaf.subtrees is
  'SHA-256 hashes of the complete subtrees that this leaf closes, heights 1, 2, …; one for each factor 2 in seq + 1';

create index on audit_entry (city_id, subject, at desc);
