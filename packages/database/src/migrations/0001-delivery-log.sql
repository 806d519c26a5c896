-- The delivery log. Every table is split by day of the message, and the day is read from the message id: a UUIDv7 begins with
-- its time. So what belongs to one message lies in one partition, a record is unique without its own time in the key (a repeated
-- record is the same row, whatever its time), ids in descending order are messages from new to old, and a day is dropped whole.

create table messages (
  message_id uuid not null,
  received_at timestamptz not null,
  sender text not null,
  size_bytes bigint,
  client_address text,
  client_name text,
  username text,
  subject text,
  message_id_header text,
  recipient_count integer not null,
  -- false: only later records came, the one that tells of the acceptance is not there (yet)
  received boolean not null,
  primary key (message_id)
) partition by range (message_id);
create index messages_sender on messages (lower(sender), message_id);
create index messages_header on messages (message_id_header, message_id) where message_id_header is not null;
create index messages_client on messages (client_address, message_id) where client_address is not null;
create index messages_username on messages (username, message_id) where username is not null;

-- What is known last about each recipient. State and reply are in no index: their change then costs no index write.
create table recipients (
  message_id uuid not null,
  address text not null,
  domain text not null,
  state text not null,
  -- 0 accepted, 1 under way, 2 final: records may arrive out of order, a lower rank never overwrites a higher one
  rank smallint not null,
  changed_at timestamptz not null,
  delivery_id text,
  lane text,
  relay_id text,
  rule text,
  attempts integer not null,
  step text,
  reply_code integer,
  enhanced_code text,
  reply_text text,
  detail text,
  next_at timestamptz,
  primary key (message_id, address)
) partition by range (message_id);
create index recipients_address on recipients (lower(address), message_id);
create index recipients_domain on recipients (domain, message_id);

create table records (
  message_id uuid not null,
  record_id text not null,
  kind text not null,
  at timestamptz not null,
  lane text,
  relay_id text,
  reply_code integer,
  -- the record as it was written, without its transcript
  data jsonb not null,
  -- of a success: in delivered_transcripts
  transcript jsonb,
  primary key (message_id, record_id)
) partition by range (message_id);
create index records_trouble on records (kind, message_id) where kind not in ('received', 'delivered');
create index records_refusals on records (reply_code, message_id) where reply_code >= 400;
create index records_relay on records (relay_id, message_id) where relay_id is not null;

-- Transcripts of successes: the largest part of the log and the first to be dropped.
create table delivered_transcripts (
  message_id uuid not null,
  record_id text not null,
  transcript jsonb not null,
  primary key (message_id, record_id)
) partition by range (message_id);
