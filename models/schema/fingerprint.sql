-- One word that changes with the structure of the tables, their words and rights, and with nothing else.
-- Rows of pg_class are taken by content: TRUNCATE, REFRESH and VACUUM FULL rewrite them and change
-- nothing that we read. The other catalogs are written by DDL only, so their xmin tells. Objects made
-- by initdb are below 16384; so the indexes on oid leave them out cheaply.
with relation as materialized (
  select c.oid, pg_catalog.concat_ws(
           ' ', c.oid, c.relname, c.relnamespace, c.relkind, c.relowner, c.relispartition, c.relacl) as text
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relpersistence <> 't'
     and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'panel')
), mark (kind, object, stamp) as (
  select 1, (a.attrelid::bigint << 16) | a.attnum, a.xmin::text
    from pg_catalog.pg_attribute a where a.attrelid >= 16384 and a.attnum > 0
     and a.attrelid in (select oid from relation)
  union all
  select 2, (i.indexrelid::bigint << 1) | i.indisvalid::int, pg_catalog.hashtext(c.relname)::text
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
   where i.indrelid in (select oid from relation)
  union all
  select 3, k.oid::bigint, k.xmin::text from pg_catalog.pg_constraint k
   where k.contypid <> 0 and k.oid >= 16384 or k.conrelid in (select oid from relation)
  union all
  select 4, (d.objoid::bigint << 16) | d.objsubid, d.xmin::text from pg_catalog.pg_description d
   where d.objoid >= 16384
     and (d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and d.objoid in (select oid from relation)
          or d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
            and d.objoid in (select k.oid from pg_catalog.pg_constraint k
                              where k.contypid <> 0 or k.conrelid in (select oid from relation)))
  union all
  select 5, t.oid::bigint, t.xmin::text from pg_catalog.pg_type t
   where t.oid >= 16384 and t.typtype in ('d', 'e')
  union all
  select 6, e.oid::bigint, e.xmin::text from pg_catalog.pg_enum e
  union all
  select 7, f.oid::bigint, f.xmin::text from pg_catalog.pg_attrdef f
   where f.adrelid in (select oid from relation)
  union all
  select 8, r.oid::bigint, r.xmin::text from pg_catalog.pg_rewrite r
   where r.ev_class >= 16384 and r.ev_class in (select oid from relation)
  union all
  select 9, g.oid::bigint, g.xmin::text from pg_catalog.pg_trigger g
   where g.tgrelid >= 16384 and g.tgtype & 64 <> 0  -- INSTEAD OF: a view that can be written
  union all
  select 10, n.oid::bigint, n.xmin::text from pg_catalog.pg_namespace n
   where n.oid >= 16384 and n.nspname !~ '^pg_' and n.nspname <> 'panel' or n.nspname = 'public'
  union all
  select 11, (m.roleid::bigint << 32) | m.member::bigint, m.xmin::text
    from pg_catalog.pg_auth_members m
)
select pg_catalog.md5(pg_catalog.concat_ws(
  ' ',
  current_user,
  (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user),
  (select pg_catalog.md5(pg_catalog.string_agg(text, ',' order by oid)) from relation),
  (select pg_catalog.sum(pg_catalog.hashint8extended(object, (stamp::bigint << 4) | kind)) from mark)))
