-- 0004  Post: messages to persons. Address book, opt-in, mailings, deliveries in lanes, bounces.
-- Why:   65,000 people must be written to within minutes, nobody twice, nobody who did not ask (decisions/0006).
-- Locks: new tables only. Undo: write a later migration that drops them.

create table mail_key (                                           -- DKIM (RFC 6376): signs the city's mail; retired keys stay published
  city_id            uuid not null references city (id),
  id                 uuid not null,
  algorithm          text not null check (algorithm in ('rsa', 'ed25519')),
  domain             text not null,
  selector           text not null check (selector ~ '^[a-z0-9-]{1,40}$'),
  sealed_private_key bytea not null,                              -- platform/seal of PKCS #8 PEM
  public_key         text not null,                               -- base64: SPKI for rsa, the raw 32 octets for ed25519 (RFC 8463)
  created_at         timestamptz not null,
  retired_at         timestamptz,
  primary key (city_id, id),
  unique (city_id, domain, selector)
);
create unique index mail_key_current on mail_key (city_id, domain, algorithm) where retired_at is null;

create table subscriber (
  city_id        uuid not null references city (id),
  id             uuid not null,
  kind           text not null check (kind in ('person', 'seed')),      -- seed: our own ear, gets every mailing first
  channel        text not null default 'mail' check (channel in ('mail')),
  state          text not null check (state in ('pending', 'active', 'suppressed', 'left')),
  reason         text not null default '',                       -- why suppressed, in words
  sealed_address bytea,                                          -- platform/seal; gone once the person has left
  address_hash   bytea check (octet_length(address_hash) = 32),  -- keyed: finds an address, tells none
  lane           text not null,                                  -- destination domain, or the family of domains of one operator
  language       text not null default 'ja' check (language in ('ja', 'ja-easy')),
  nonce          bytea not null check (octet_length(nonce) = 8), -- goes into the links of this person; a new one makes old ones void
  source         text not null check (source in ('empty-mail', 'web', 'import', 'seed')),
  hard_bounces   integer not null default 0,
  soft_bounces   integer not null default 0,
  letters        integer not null default 0,                     -- answers written since `letters_since`: a stranger must not make us spam
  letters_since  timestamptz,
  created_at     timestamptz not null,
  confirmed_at   timestamptz,
  changed_at     timestamptz not null,
  primary key (city_id, id),
  check ((state = 'left') = (sealed_address is null)),
  check ((sealed_address is null) = (address_hash is null))
);
create unique index subscriber_address on subscriber (city_id, channel, address_hash);

create table subscription (                                       -- topics × districts
  city_id       uuid not null references city (id),
  subscriber_id uuid not null,
  topics        text[] not null check (topics <@ array['disaster', 'weather', 'safety', 'life', 'notice', 'drill']),
  districts     uuid[] not null default '{}',                     -- empty = the whole city
  primary key (city_id, subscriber_id),
  foreign key (city_id, subscriber_id) references subscriber (city_id, id) on delete cascade
);

create table mailing (                                            -- one text to many, or a letter to one; id = that of the dispatch
  city_id      uuid not null references city (id),
  id           uuid not null,
  purpose      text not null check (purpose in ('alert', 'letter')),
  urgency      smallint not null check (urgency between 0 and 3), -- 0 緊急 · 1 重要 and letters · 2 お知らせ · 3 later
  words        jsonb not null,                                    -- post/schema.ts Words
  topics       text[] not null default '{}',
  districts    uuid[],                                            -- null = the whole city
  earlier      uuid[] not null default '{}',                      -- mailings that this one corrects or lifts: same thread, same readers
  created_at   timestamptz not null,
  expires_at   timestamptz not null,                              -- what is not delivered by then is not delivered
  filled_at    timestamptz,                                       -- null: not all deliveries are written yet
  total        integer not null default 0,
  accepted     integer not null default 0,
  failed       integer not null default 0,
  withdrawn    integer not null default 0,
  primary key (city_id, id)
);
create index mailing_unfilled on mailing (created_at) where filled_at is null;

create table delivery (                                           -- mailing × subscriber
  city_id       uuid not null,
  mailing_id    uuid not null,
  subscriber_id uuid not null,
  lane          text not null,
  retry         boolean not null default false,                   -- tried before: waits in the retry lane, behind nobody's first attempt
  urgency       smallint not null,
  state         text not null check (state in ('queued', 'sending', 'accepted', 'deferred', 'bounced', 'failed', 'suppressed', 'withdrawn')),
  attempts      smallint not null default 0,
  next_at       timestamptz,                                      -- due then; while `sending` the end of the lease; null = nothing to do
  claimed_by    uuid,                                             -- the sender that holds it
  reason        text not null default '',
  settled_at    timestamptz,
  seen_at       timestamptz,                                      -- a seed mailbox had it, unharmed
  primary key (city_id, mailing_id, subscriber_id),
  foreign key (city_id, mailing_id) references mailing (city_id, id) on delete cascade
);
create index delivery_due on delivery (lane, retry, city_id, urgency, next_at) where next_at is not null;
create index delivery_claimed on delivery (claimed_by) where claimed_by is not null;

create table bounce (                                             -- append-only
  city_id       uuid not null references city (id),
  id            uuid not null,
  mailing_id    uuid not null,
  subscriber_id uuid not null,
  at            timestamptz not null,
  hard          boolean not null,
  source        text not null check (source in ('smtp', 'dsn', 'plain')),
  status        text not null default '',                         -- RFC 3463, such as 5.1.1
  reason        text not null,                                    -- our words; never the far side's text, which may hold the address
  primary key (city_id, id),
  unique (city_id, mailing_id, subscriber_id, hard)               -- a report that comes twice counts once
);
create index on bounce (city_id, at desc);

do $$ declare t text; begin
  foreach t in array array['mail_key','subscriber','subscription','mailing','delivery','bounce'] loop call tsunagu.protect(t::regclass); end loop; end $$;

grant select, insert, update on mail_key to tsunagu_app;
grant select, insert, update, delete on subscriber, subscription, mailing, delivery to tsunagu_app;
grant select, insert on bounce to tsunagu_app;                                          -- append-only

-- ── what is due in any city: ids alone ──────────────────────────────────────────────────────────────────────────
call tsunagu.let_sweep('mailing');
call tsunagu.let_sweep('delivery');

-- Which lanes have work now, and of which cities. Walks the index from group to group (loose scan), never along the rows.
create function tsunagu.due_lanes(p_now timestamptz) returns table (lane text, retry boolean, city_id uuid)
language sql security definer set search_path = pg_catalog, public as $$
  with recursive step as (
    (select d.lane, d.retry, d.city_id, d.urgency, d.next_at from public.delivery d where d.next_at is not null
      order by d.lane, d.retry, d.city_id, d.urgency, d.next_at limit 1)
    union all
    select n.* from step s cross join lateral (
      select d.lane, d.retry, d.city_id, d.urgency, d.next_at from public.delivery d
      where d.next_at is not null and (d.lane, d.retry, d.city_id, d.urgency) > (s.lane, s.retry, s.city_id, s.urgency)
      order by d.lane, d.retry, d.city_id, d.urgency, d.next_at limit 1) n
  )
  select distinct s.lane, s.retry, s.city_id from step s where s.next_at <= p_now $$;

-- Claims for one sender: `p_mosts[i]` deliveries of lane i, the same share for each city (what one city does not use, the next may).
-- A delivery waits while an earlier text of the same thread is on its way to the same person: order per person is kept.
create function tsunagu.claim_deliveries(p_lanes text[], p_retries boolean[], p_mosts integer[],
  p_now timestamptz, p_until timestamptz, p_by uuid)
returns table (city_id uuid, mailing_id uuid, subscriber_id uuid, lane text, retry boolean, attempts smallint, again boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  wish record; town record; remaining integer; got integer;
begin
  for wish in select * from unnest(p_lanes, p_retries, p_mosts) as w (lane, retry, most) loop
    remaining := wish.most;
    for town in
      with recursive step as (
        (select d.city_id from public.delivery d where d.next_at is not null and d.lane = wish.lane and d.retry = wish.retry
          order by d.city_id limit 1)
        union all
        select n.city_id from step s cross join lateral (
          select d.city_id from public.delivery d where d.next_at is not null and d.lane = wish.lane and d.retry = wish.retry
            and d.city_id > s.city_id order by d.city_id limit 1) n
      )
      select s.city_id as id, count(*) over () - row_number() over (order by h) + 1 as cities_left
      from (select city_id, hashtext(city_id::text || p_now::text) as h from step) s order by h
    loop
      exit when remaining <= 0;
      return query
        with picked as (
          select d.mailing_id, d.subscriber_id, d.state = 'sending' as again from public.delivery d
          where d.lane = wish.lane and d.retry = wish.retry and d.city_id = town.id and d.next_at <= p_now
            and not exists (
              select from public.mailing m join public.delivery e on e.city_id = m.city_id and e.mailing_id = any (m.earlier)
                and e.subscriber_id = d.subscriber_id
              where m.city_id = d.city_id and m.id = d.mailing_id and m.earlier <> '{}' and e.state = 'sending' and e.next_at > p_now)
          order by d.urgency, d.next_at limit ceil(remaining::numeric / town.cities_left)
          for update of d skip locked)
        update public.delivery d set state = 'sending', attempts = d.attempts + 1, next_at = p_until, claimed_by = p_by
        from picked p where d.city_id = town.id and d.mailing_id = p.mailing_id and d.subscriber_id = p.subscriber_id
        returning d.city_id, d.mailing_id, d.subscriber_id, d.lane, d.retry, d.attempts, p.again;
      get diagnostics got = row_count;
      remaining := remaining - got;
    end loop;
  end loop;
end $$;

-- What a dead sender held is due again at once.
create function tsunagu.release_deliveries(p_by uuid, p_now timestamptz) returns integer
language sql security definer set search_path = pg_catalog, public as $$
  with freed as (update public.delivery set next_at = p_now, claimed_by = null where claimed_by = p_by and state = 'sending' returning 1)
  select count(*)::integer from freed $$;

-- Mailings whose deliveries were not all written when the process died.
create function tsunagu.unfilled_mailings(p_before timestamptz) returns table (city_id uuid, id uuid)
language sql security definer set search_path = pg_catalog, public as
  $$ select m.city_id, m.id from public.mailing m where m.filled_at is null and m.created_at < p_before order by m.created_at limit 100 $$;

do $$ declare f text; begin
  foreach f in array array['due_lanes(timestamptz)', 'claim_deliveries(text[], boolean[], integer[], timestamptz, timestamptz, uuid)',
    'release_deliveries(uuid, timestamptz)', 'unfilled_mailings(timestamptz)'] loop
    execute format('alter function tsunagu.%s owner to tsunagu_sweeper', f);
    execute format('revoke all on function tsunagu.%s from public', f);
    execute format('grant execute on function tsunagu.%s to tsunagu_app', f);
  end loop; end $$;
