-- 0002  Alerts: draft → approval → message → rendition → dispatch → sighting.
-- Why:   the words that went out must be provable years later; whatever happens is a row that stays (decisions/0004).
-- Locks: new tables only. Undo: write a later migration that drops them.

create table alert_draft (
  city_id      uuid not null references city (id),
  id           uuid not null,
  step         text not null check (step in ('draft', 'awaiting', 'returned', 'rejected', 'expired', 'approved', 'sending', 'sent')),
  kind         text not null check (kind in ('emergency', 'important', 'notice')),          -- 緊急 / 重要 / お知らせ
  type         text not null check (type in ('alert', 'update', 'cancel', 'lift')),         -- 発信 / 訂正 / 取消 / 解除
  drill        boolean not null,
  template     text not null,
  facts        jsonb not null,                                  -- alerts/schema.ts Facts
  wordings     jsonb not null default '{}',                     -- words a person changed: { medium: { language: {title,text,kana} } }
  media        text[] not null,
  languages    text[] not null default '{ja}',
  earlier      uuid[] not null default '{}',                    -- messages that this corrects, cancels or lifts: all of them
  source       jsonb not null default '{"kind":"person"}',
  author_id    uuid,                                            -- null: written by a telegram or another system
  created_at   timestamptz not null,
  changed_at   timestamptz not null,
  version      integer not null default 1,
  submitted_at timestamptz,
  scheduled_at timestamptz,                                     -- send not before; null = at once
  confirmations jsonb not null default '[]',                    -- findings that a person confirmed in words
  primary key (city_id, id)
);
create index on alert_draft (city_id, step, changed_at desc);

create table alert_step (                                        -- append-only: who did what to a draft, when and why
  city_id      uuid not null references city (id),
  id           uuid not null,
  draft_id     uuid not null,
  step         text not null,
  at           timestamptz not null,
  actor        text not null,
  reason       text not null default '',
  primary key (city_id, id),
  foreign key (city_id, draft_id) references alert_draft (city_id, id)
);
create index on alert_step (city_id, draft_id, at);

create table alert_message (                                     -- written once, never updated
  city_id      uuid not null references city (id),
  id           uuid not null,
  draft_id     uuid not null,
  number       integer not null,                                -- 発信番号, per city
  kind         text not null,
  type         text not null check (type in ('alert', 'update', 'cancel', 'lift')),
  drill        boolean not null,
  template     text not null,
  facts        jsonb not null,
  headline     text not null check (char_length(headline) <= 60),
  earlier      uuid[] not null,
  author_id    uuid,
  approved_by  uuid not null,
  approved_at  timestamptz not null,
  emergency_reason text,                                        -- 緊急発信 by one person: why
  valid_until  timestamptz not null,
  primary key (city_id, id),
  unique (city_id, draft_id),                                   -- one draft, one message
  unique (city_id, number),
  foreign key (city_id, draft_id) references alert_draft (city_id, id)
);
create index on alert_message (city_id, approved_at desc);

create table alert_rendition (
  city_id      uuid not null references city (id),
  message_id   uuid not null,
  medium       text not null,
  language     text not null,
  words        jsonb not null,                                  -- alerts/medium.ts Rendition
  primary key (city_id, message_id, medium, language),
  foreign key (city_id, message_id) references alert_message (city_id, id)
);

create table dispatch (
  city_id      uuid not null references city (id),
  id           uuid not null,
  message_id   uuid not null,
  medium       text not null,
  act          text not null check (act in ('alert', 'update', 'cancel', 'lift')),
  state        text not null check (state in ('queued', 'waiting', 'sending', 'accepted', 'visible', 'retrying', 'unknown',
                 'rejected', 'withdrawn', 'stopped', 'off')),
  reason       text not null default '',
  reference    text,                                            -- what the medium calls it
  progress     jsonb,                                           -- { done, total } where a medium has recipients
  attempts     integer not null default 0,
  next_at      timestamptz,                                     -- when to look again; null = nothing to do
  lease_until  timestamptz,                                     -- a sender holds it until then
  approved_at  timestamptz not null,
  accepted_at  timestamptz,
  visible_at   timestamptz,
  changed_at   timestamptz not null,
  primary key (city_id, id),
  unique (city_id, message_id, medium),                         -- a medium gets a message once
  foreign key (city_id, message_id) references alert_message (city_id, id)
);
create index dispatch_due on dispatch (next_at) where next_at is not null;
create index on dispatch (city_id, medium, approved_at desc);

create table dispatch_event (                                    -- append-only
  city_id      uuid not null references city (id),
  id           uuid not null,
  dispatch_id  uuid not null,
  at           timestamptz not null,
  event        text not null,
  reason       text not null default '',
  details      jsonb not null default '{}',
  primary key (city_id, id),
  foreign key (city_id, dispatch_id) references dispatch (city_id, id)
);
create index on dispatch_event (city_id, dispatch_id, at);

create table sighting (                                          -- append-only: seen as a resident would see it
  city_id      uuid not null references city (id),
  id           uuid not null,
  dispatch_id  uuid not null,
  at           timestamptz not null,
  where_seen   text not null,
  details      jsonb not null default '{}',
  primary key (city_id, id),
  foreign key (city_id, dispatch_id) references dispatch (city_id, id)
);

create table medium_setting (                                    -- sealed; append-only, the newest counts
  city_id      uuid not null references city (id),
  id           uuid not null,
  medium       text not null,
  enabled      boolean not null,
  sealed       bytea,                                           -- platform/seal of the settings' JSON
  at           timestamptz not null,
  by_user      uuid,
  primary key (city_id, id)
);
create index on medium_setting (city_id, medium, at desc);

create table link_proof (                                        -- append-only: what `probe` found
  city_id      uuid not null references city (id),
  id           uuid not null,
  medium       text not null,
  at           timestamptz not null,
  ok           boolean not null,
  reason       text not null default '',
  took_ms      integer not null,
  primary key (city_id, id)
);
create index on link_proof (city_id, medium, at desc);

create table preauthorised_template (                            -- 緊急発信: allowed only when two people signed
  city_id      uuid not null references city (id),
  id           uuid not null,
  template     text not null,
  signed_by    uuid not null,
  at           timestamptz not null,
  withdrawn    boolean not null default false,
  primary key (city_id, id)
);

create table drill_plan (                                        -- outside the demo, 緊急速報メール and 防災無線 join a drill only on a planned day
  city_id      uuid not null references city (id),
  id           uuid not null,
  day          date not null,
  media        text[] not null,
  reason       text not null,
  made_by      uuid not null,
  approved_by  uuid,
  approved_at  timestamptz,
  primary key (city_id, id),
  check (approved_by is null or approved_by <> made_by)
);

create table emergency_review (                                  -- 緊急発信 is looked at afterwards by another person
  city_id      uuid not null references city (id),
  message_id   uuid not null,
  reviewed_by  uuid not null,
  at           timestamptz not null,
  words        text not null,
  primary key (city_id, message_id),
  foreign key (city_id, message_id) references alert_message (city_id, id)
);

do $$ declare t text; begin
  foreach t in array array['alert_draft','alert_step','alert_message','alert_rendition','dispatch','dispatch_event','sighting',
    'medium_setting','link_proof','preauthorised_template','drill_plan','emergency_review'] loop call tsunagu.protect(t::regclass); end loop; end $$;

grant select, insert, update on alert_draft, dispatch, drill_plan to tsunagu_app;
grant select, insert on alert_step, alert_message, alert_rendition, dispatch_event, sighting, medium_setting, link_proof,
  preauthorised_template, emergency_review to tsunagu_app;       -- no update, no delete: final

-- What is due in any city: only where to look, never what is there.
call tsunagu.let_sweep('dispatch');
call tsunagu.let_sweep('alert_draft');
create function tsunagu.due_dispatches(now timestamptz, most integer) returns table (city_id uuid, id uuid)
language sql security definer set search_path = pg_catalog, public as
  $$ select d.city_id, d.id from public.dispatch d where d.next_at <= now order by d.next_at limit most $$;
create function tsunagu.open_drafts() returns table (city_id uuid, id uuid)
language sql security definer set search_path = pg_catalog, public as
  $$ select d.city_id, d.id from public.alert_draft d where d.step in ('draft', 'awaiting', 'returned') $$;
alter function tsunagu.due_dispatches owner to tsunagu_sweeper;
alter function tsunagu.open_drafts owner to tsunagu_sweeper;
revoke all on function tsunagu.due_dispatches, tsunagu.open_drafts from public;
grant execute on function tsunagu.due_dispatches, tsunagu.open_drafts to tsunagu_app;
