-- What still waits is found without reading what was sent.
create index outbox_waiting on outbox (channel) where sent_at is null;
