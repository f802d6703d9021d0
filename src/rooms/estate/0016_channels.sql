-- The ways to reach a project's service, as they stand on its public page (S3.2.1b).
alter table project add column emergency text not null default ''; -- round the clock
alter table project add column wechat text not null default '';
alter table project add column desk text not null default '';      -- where the front desk is
