-- Who did what: every control operation and every change of the settings. Rows are only ever added.
create table audit (
  -- a UUIDv7: ids in descending order are entries from new to old
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  target text,
  client_address text,
  detail jsonb not null
);
create index audit_actor on audit (actor, id);
create index audit_action on audit (action, id);
create index audit_target on audit (target, id) where target is not null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
