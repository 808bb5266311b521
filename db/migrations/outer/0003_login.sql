-- 0003  People who log in: accounts, sessions, second factors, and which cities a person belongs to.
-- Why:   a person logs in before their city is known, so nothing here has a city; role and pool of their own (decisions/0005).
--        The first six tables are those of better-auth 1.7.25 in our names (platform/login/columns.ts); a test asks the library whether any is missing.
-- Locks: new tables only. Undo: write a later migration that drops them.

set local role tsunagu_auth;
set local search_path to auth;

create table "user" (
  id                  uuid primary key default gen_random_uuid(),
  name                text not null,
  email               text not null unique check (email = lower(email)),
  email_verified      boolean not null,
  image               text,
  two_factor_enabled  boolean,
  created_at          timestamptz not null default current_timestamp,
  updated_at          timestamptz not null default current_timestamp
);
create table session (
  id          uuid primary key default gen_random_uuid(),
  expires_at  timestamptz not null,
  token       text not null unique,                              -- signed before it becomes a cookie: this alone opens nothing
  created_at  timestamptz not null default current_timestamp,
  updated_at  timestamptz not null,
  ip_address  text,
  user_agent  text,
  user_id     uuid not null references "user" (id) on delete cascade
);
create index on session (user_id);
create table account (                                            -- one way to prove who one is; 'credential' = password
  id            uuid primary key default gen_random_uuid(),
  account_id    text not null,
  provider_id   text not null,
  user_id       uuid not null references "user" (id) on delete cascade,
  access_token  text,
  refresh_token text,
  id_token      text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope         text,
  password      text,                                            -- scrypt
  created_at    timestamptz not null default current_timestamp,
  updated_at    timestamptz not null
);
create index on account (user_id);
create table verification (                                       -- short-lived: challenges, set-password links
  id          uuid primary key default gen_random_uuid(),
  identifier  text not null,
  value       text not null,
  expires_at  timestamptz not null,
  created_at  timestamptz not null default current_timestamp,
  updated_at  timestamptz not null default current_timestamp
);
create index on verification (identifier);
create table two_factor (
  id            uuid primary key default gen_random_uuid(),
  secret        text not null,                                   -- encrypted by the library
  backup_codes  text not null,                                   -- encrypted by the library
  user_id       uuid not null references "user" (id) on delete cascade,
  verified      boolean,
  failed_verification_count integer,
  locked_until  timestamptz
);
create index on two_factor (secret);
create index on two_factor (user_id);
create table passkey (
  id             uuid primary key default gen_random_uuid(),
  name           text,
  public_key     text not null,
  user_id        uuid not null references "user" (id) on delete cascade,
  credential_id  text not null,
  counter        integer not null,
  device_type    text not null,
  backed_up      boolean not null,
  transports     text,
  created_at     timestamptz,
  aaguid         text
);
create index on passkey (user_id);
create index on passkey (credential_id);

-- A session ends 12 hours after its beginning, however often it is used.
create function end_of_session() returns trigger language plpgsql as $$
begin
  new.expires_at := least(new.expires_at, new.created_at + interval '12 hours');
  return new;
end $$;
create trigger end_of_session before insert or update on session for each row execute function end_of_session();

-- ── ours ──────────────────────────────────────────────────────────────────────────────────────────────────
create table membership (                                         -- look-up: the cities of a person; roles stand in public.staff_role
  user_id  uuid not null references "user" (id) on delete cascade,
  city_id  uuid not null,                                        -- public.city, which this role cannot see
  primary key (user_id, city_id)
);
create index on membership (city_id);
create table platform_admin (                                     -- may open cities
  user_id  uuid primary key references "user" (id) on delete cascade
);
create table attempt (                                            -- wrong passwords and codes, by account and by address
  key           text primary key,                                -- keyed hash: neither mail nor network address can be read from it
  failures      integer not null check (failures >= 0),
  since         timestamptz not null,
  locked_until  timestamptz
);
create table totp_use (                                           -- a code works once: RFC 6238 §5.2
  user_id  uuid primary key references "user" (id) on delete cascade,
  counter  bigint not null                                       -- 30-second steps since 1970 of the last code used
);
create table elevation (                                          -- sessions that proved a second factor a moment ago
  session_id  uuid primary key references session (id) on delete cascade,
  at          timestamptz not null
);
create table demo_account (                                       -- production refuses to start while one is here
  user_id  uuid primary key references "user" (id) on delete cascade
);

reset role;
set local search_path to public;
