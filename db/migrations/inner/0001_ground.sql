-- 0001  The inner database: the register and the linkage will live here; nothing reaches in from outside.
-- Why:   sensitive records never share a database with what faces the internet (decisions/0002).
-- Locks: new objects only. Undo: write a later migration that drops them.

revoke create on schema public from public;
grant usage on schema public, tsunagu to tsunagu_app, tsunagu_worker;

create function tsunagu.city() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('tsunagu.city', true), '')::uuid $$;

create procedure tsunagu.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy of_city on %s using (city_id = (select tsunagu.city())) with check (city_id = (select tsunagu.city()))', target);
end $$;
