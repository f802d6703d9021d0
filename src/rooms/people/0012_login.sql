-- A login by phone is carried from the first page to the second by a ticket in a cookie.
alter table login_code add column ticket_hash text not null default '';
alter table login_code add column phone_sealed {{bytes}};
create index login_code_by_ticket on login_code (ticket_hash);
