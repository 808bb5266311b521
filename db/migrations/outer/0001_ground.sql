-- 0001  The ground: who may see what, cities, the log, the queue's door.
-- Why:   every table of a city is shut by row-level security, for its owner too (decisions/0002).
-- Locks: new objects only. Undo: write a later migration that drops them.

revoke create on schema public from public;
grant usage on schema public, tsunagu to tsunagu_app, tsunagu_worker, tsunagu_sweeper;
create schema auth authorization tsunagu_auth;
create schema graphile_worker authorization tsunagu_worker;

-- The city of the running transaction; null outside inCity, and null equals nothing.
create function tsunagu.city() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('tsunagu.city', true), '')::uuid $$;

-- Shuts a table: forced row-level security, rows of the transaction's city only.
create procedure tsunagu.protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy of_city on %s using (city_id = (select tsunagu.city())) with check (city_id = (select tsunagu.city()))', target);
end $$;

-- Lets the sweeper see all cities' rows of a table: its functions hand out city and id, nothing else.
create procedure tsunagu.let_sweep(target regclass) language plpgsql as $$
begin
  execute format('create policy sweep on %s to tsunagu_sweeper using (true)', target);
  execute format('grant select, update on %s to tsunagu_sweeper', target);
end $$;

-- ── cities ────────────────────────────────────────────────────────────────────────────────────────────────
create table city (
  id                uuid primary key,
  slug              text not null unique check (slug ~ '^[a-z][a-z0-9-]{1,30}$'),
  name              text not null check (char_length(name) between 1 and 40),
  name_kana         text not null,
  municipality_code text not null check (municipality_code ~ '^[0-9]{6}$'),        -- 全国地方公共団体コード with its check digit
  jma_area_code     text check (jma_area_code ~ '^[0-9]{7}$'),
  district_word     text not null default '地区' check (char_length(district_word) <= 8),   -- 住区, 地区, 学区 …
  opened_at         timestamptz not null,
  closed_at         timestamptz
);
create table city_host (host text primary key, city_id uuid not null references city (id));
grant select, insert, update on city to tsunagu_app;
grant select, insert, delete on city_host to tsunagu_app;
grant select on city to tsunagu_worker, tsunagu_sweeper;

create table district (
  city_id     uuid not null references city (id),
  id          uuid not null,
  code        text not null check (code ~ '^[a-z0-9-]{1,40}$'),
  name        text not null,
  name_kana   text not null,
  population  integer not null check (population >= 0),
  households  integer not null check (households >= 0),
  boundary    jsonb not null,                                    -- GeoJSON Polygon or MultiPolygon, lon lat, WGS 84
  sort_order  integer not null default 0,
  primary key (city_id, id),
  unique (city_id, code)
);
create table neighbourhood (                                      -- 町会・自治会
  city_id     uuid not null references city (id),
  id          uuid not null,
  district_id uuid not null,
  name        text not null,
  households  integer not null check (households >= 0),
  primary key (city_id, id),
  foreign key (city_id, district_id) references district (city_id, id)
);
create table landmark (                                           -- river, railway, road, station: what a map needs to be read
  city_id     uuid not null references city (id),
  id          uuid not null,
  kind        text not null check (kind in ('river', 'railway', 'road', 'station', 'neighbour', 'facility')),
  name        text not null,
  shape       jsonb not null,                                    -- any GeoJSON geometry
  primary key (city_id, id)
);
create table city_mode (                                          -- append-only: 平時 → 警戒 → 災害 → 復旧
  city_id     uuid not null references city (id),
  id          uuid not null,
  zone        text not null default 'city',
  mode        text not null check (mode in ('normal', 'watch', 'disaster', 'recovery')),
  since       timestamptz not null,
  set_by      uuid,
  reason      text not null,
  primary key (city_id, id)
);
create index on city_mode (city_id, zone, since desc);
create table drill (                                              -- a drill is a flag beside any mode, never a mode
  city_id     uuid not null references city (id),
  id          uuid not null,
  title       text not null,
  started_at  timestamptz not null,
  started_by  uuid,
  ended_at    timestamptz,
  primary key (city_id, id)
);
create table city_setting (                                       -- one row a topic, shape by zod in the module that owns it
  city_id     uuid not null references city (id),
  topic       text not null check (topic ~ '^[a-z][a-z0-9.-]{1,60}$'),
  value       jsonb not null,
  changed_at  timestamptz not null,
  changed_by  uuid,
  primary key (city_id, topic)
);
create table staff (
  city_id     uuid not null references city (id),
  user_id     uuid not null,                                     -- auth."user".id
  name        text not null,
  section     text not null default '',
  left_at     timestamptz,
  primary key (city_id, user_id)
);
create table staff_role (                                         -- append-only pairs of grant and withdrawal
  city_id     uuid not null references city (id),
  id          uuid not null,
  user_id     uuid not null,
  role        text not null check (role in ('author', 'approver', 'welfare', 'station', 'shop', 'supporter', 'coordinator',
                'partner', 'institution', 'auditor', 'admin', 'resident', 'family')),
  granted     boolean not null,
  at          timestamptz not null,
  by_user     uuid,
  primary key (city_id, id),
  foreign key (city_id, user_id) references staff (city_id, user_id)
);
create index on staff_role (city_id, user_id, role, at desc);
create table duty (                                               -- 当直: who is on duty, newest row counts
  city_id     uuid not null references city (id),
  id          uuid not null,
  user_id     uuid not null,
  since       timestamptz not null,
  primary key (city_id, id)
);
create table api_key (
  city_id     uuid not null references city (id),
  id          uuid not null,
  name        text not null,
  scopes      text[] not null,
  secret_hash text not null,                                     -- SHA-256 of the secret part; the key itself is shown once
  created_at  timestamptz not null,
  created_by  uuid,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  last_used_at timestamptz,
  primary key (city_id, id)
);
create table api_key_city (id uuid primary key, city_id uuid not null references city (id));   -- look-up: which city a key opens
grant select, insert on api_key_city to tsunagu_app;
create table idempotency (
  city_id     uuid not null references city (id),
  caller_id   uuid not null,
  key         text not null check (char_length(key) between 1 and 200),
  request_hash text not null,
  status      integer,
  response    jsonb,
  created_at  timestamptz not null,
  primary key (city_id, caller_id, key)
);

-- ── the log (RFC 6962): rows are appended in the caller's transaction, ordered and hashed by a sealer ────────
create table audit_entry (
  city_id     uuid not null references city (id),
  id          uuid not null,
  at          timestamptz not null,
  actor       text not null,                                     -- 'person:<id>', 'key:<id>', 'system'
  action      text not null,                                     -- 'alerts.approved', 'staff.role-granted' …
  subject     text not null,                                     -- '<kind>:<id>'
  details     jsonb not null default '{}',
  primary key (city_id, id)
);
create index on audit_entry (city_id, at desc);
create table audit_leaf (                                         -- the order of all cities' rows in one tree; holds hashes alone
  seq         bigint primary key,
  city_id     uuid not null,
  entry_id    uuid not null unique,
  leaf_hash   bytea not null check (octet_length(leaf_hash) = 32)
);
create table audit_head (
  tree_size   bigint primary key,
  root_hash   bytea not null check (octet_length(root_hash) = 32),
  at          timestamptz not null,
  kid         text not null,
  signature   bytea not null
);
grant select on audit_leaf, audit_head to tsunagu_app;
grant select, insert on audit_leaf, audit_head to tsunagu_worker;
grant select on audit_entry to tsunagu_worker;
create policy seal on audit_entry for select to tsunagu_worker using (true);

do $$ declare t text; begin
  foreach t in array array['district','neighbourhood','landmark','city_mode','drill','city_setting','staff','staff_role','duty',
    'api_key','idempotency','audit_entry'] loop call tsunagu.protect(t::regclass); end loop; end $$;

grant select, insert, update, delete on district, neighbourhood, landmark, city_setting to tsunagu_app;
grant select, insert on city_mode, staff_role, duty, audit_entry to tsunagu_app;                -- append-only
grant select, insert, update on staff, drill, api_key to tsunagu_app;
grant select, insert, update, delete on idempotency to tsunagu_app;

-- ── the queue's door: the application may add jobs of its own city, and nothing else ────────────────────────
create function tsunagu.enqueue(task text, payload jsonb, job_key text default null, run_at timestamptz default null)
returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tsunagu.city() is null then raise exception 'a job is added inside a city only'; end if;
  perform graphile_worker.add_job(task, (payload || jsonb_build_object('cityId', tsunagu.city()))::json,
    job_key := job_key, run_at := run_at, max_attempts := 25);
end $$;
grant create on schema tsunagu to tsunagu_worker, tsunagu_sweeper;      -- so that functions may be given to them
alter function tsunagu.enqueue owner to tsunagu_worker;
revoke all on function tsunagu.enqueue from public;
grant execute on function tsunagu.enqueue to tsunagu_app;
