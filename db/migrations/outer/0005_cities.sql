-- 0005  Cities: readings and codes below the district, places on the map, one drill at a time, settings that notice a second writer.
-- Why:   an imported file must find its own rows again (by code), every name is spoken aloud (kana), and a mode or a drill is never set twice at once.
-- Locks: neighbourhood, landmark, district, city_mode and drill for a moment; no rewrite. Undo: write a later migration that drops the columns and indexes.

alter table district
  add column label jsonb,                                        -- [lon, lat]: where its name stands on the map; null = its middle
  add check (households <= population or population = 0);

alter table neighbourhood
  add column code text check (code ~ '^[a-z0-9-]{1,40}$'),
  add column name_kana text not null default '',
  add column sort_order integer not null default 0;
update neighbourhood set code = 'n-' || left(id::text, 36) where code is null;
alter table neighbourhood alter column code set not null, add unique (city_id, code);
create index on neighbourhood (city_id, district_id, sort_order);

alter table landmark
  add column code text check (code ~ '^[a-z0-9-]{1,40}$'),
  add column name_kana text not null default '',
  add column label jsonb;
update landmark set code = 'l-' || left(id::text, 36) where code is null;
alter table landmark alter column code set not null, add unique (city_id, code);

alter table city_mode add check (zone ~ '^(city|station|district:[a-z0-9-]{1,40})$'), add check (char_length(reason) between 1 and 300);
alter table drill add check (ended_at is null or ended_at >= started_at);
create unique index drill_under_way on drill (city_id) where ended_at is null;
create index on duty (city_id, since desc);

-- The app may end a drill, and change nothing else of it.
revoke update on drill from tsunagu_app;
grant update (ended_at) on drill to tsunagu_app;
