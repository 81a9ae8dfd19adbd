-- What the server knows of its tables. Every name is qualified: a search_path decides nothing here.
-- `reading.py` cuts this file at the "-- name:" lines. :oids are the relations found by the first.

-- name: relations
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, d.description as comment,
       case
         when c.relkind = 'p' then (
           select case when max(leaf.reltuples) < 0 then -1 else sum(greatest(leaf.reltuples, 0)) end
             from pg_catalog.pg_partition_tree(c.oid) part
             join pg_catalog.pg_class leaf on leaf.oid = part.relid
            where part.isleaf)
         when c.relkind in ('v', 'f') or c.relpages = 0 and c.reltuples = 0 then -1
         else c.reltuples
       end::bigint as rows,
       case when c.relkind in ('v', 'f') then pg_catalog.pg_relation_is_updatable(c.oid, true)
            when c.relkind = 'm' then 0 else 28 end as writable,
       pg_catalog.has_any_column_privilege(c.oid, 'INSERT') as can_insert,
       pg_catalog.has_any_column_privilege(c.oid, 'UPDATE') as can_update,
       pg_catalog.has_table_privilege(c.oid, 'DELETE') as can_delete
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_description d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relpersistence <> 't'
   and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'panel')
   and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
   and pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
   and not exists (
     select from pg_catalog.pg_depend e
      where e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and e.objid = c.oid and e.deptype = 'e')

-- name: columns
with recursive step (domain, base, typmod, required, fallback) as (
  select t.oid, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault
    from pg_catalog.pg_type t where t.typtype = 'd'
  union all
  select s.domain, t.typbasetype, case when s.typmod = -1 then t.typtypmod else s.typmod end,
         s.required or t.typnotnull, coalesce(s.fallback, t.typdefault)
    from step s join pg_catalog.pg_type t on t.oid = s.base where t.typtype = 'd'
)
select a.attrelid as oid, a.attnum as position, a.attname as name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       pg_catalog.format_type(t.oid, -1) as cast_type,
       pg_catalog.format_type(t.oid, case when t.typcategory not in ('N', 'D', 'T') then -1
                                          when a.atttypmod = -1 then coalesce(s.typmod, -1)
                                          else a.atttypmod end) as stored_type,
       t.oid as base, case when s.domain is not null then a.atttypid end as domain,
       case when t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace then t.typname end as base_name,
       t.typtype as sort, t.typcategory as category,
       t.typcategory = 'A' and t.typlen = -1 as is_array,
       case when a.atttypmod = -1 then coalesce(s.typmod, -1) else a.atttypmod end as typmod,
       not (a.attnotnull or coalesce(s.required, false)) as nullable,
       coalesce(pg_catalog.pg_get_expr(def.adbin, def.adrelid), s.fallback) as fallback,
       a.attgenerated as generated, a.attidentity as identity, d.description as comment,
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') as can_select,
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') as can_insert,
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE') as can_update
  from pg_catalog.pg_attribute a
  left join step s
    on s.domain = a.atttypid and not exists (
      select from pg_catalog.pg_type more where more.oid = s.base and more.typtype = 'd')
  join pg_catalog.pg_type t on t.oid = coalesce(s.base, a.atttypid)
  left join pg_catalog.pg_attrdef def on def.adrelid = a.attrelid and def.adnum = a.attnum
  left join pg_catalog.pg_description d
    on d.objoid = a.attrelid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
   and d.objsubid = a.attnum
 where a.attrelid = any(cast(:oids as pg_catalog.oid[])) and a.attnum > 0 and not a.attisdropped
 order by a.attrelid, a.attnum

-- name: enums
select e.enumtypid as type, pg_catalog.array_agg(e.enumlabel::text order by e.enumsortorder) as labels
  from pg_catalog.pg_enum e group by e.enumtypid

-- name: indexes
select i.indrelid as oid, c.relname as name, i.indkey::text as positions, i.indnkeyatts as size,
       i.indisunique as is_unique, i.indisprimary as is_primary, m.amname as method,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_am m on m.oid = c.relam
 where i.indrelid = any(cast(:oids as pg_catalog.oid[])) and i.indislive
   and (i.indisvalid or c.relkind = 'I')
 order by i.indrelid, not i.indisprimary, c.relname

-- name: constraints
select k.conrelid as oid, k.conname as name, k.contype as sort, k.conkey as positions,
       n.nspname as target_schema, t.relname as target_name,
       array(select a.attname::text
               from pg_catalog.unnest(k.confkey) with ordinality f (number, place)
               join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = f.number
              order by f.place) as target_columns,
       k.confdeltype as on_delete, pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression,
       d.description as comment
  from pg_catalog.pg_constraint k
  left join pg_catalog.pg_class t on t.oid = k.confrelid and k.confrelid <> 0
  left join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  left join pg_catalog.pg_description d
    on d.objoid = k.oid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
 where k.conrelid = any(cast(:oids as pg_catalog.oid[])) and k.contype in ('f', 'c', 'x')
   and (k.contype <> 'f' or k.conparentid = 0)
   -- A temporal key (PERIOD, from 18 on) points by overlap: no row it could open.
   and (k.contype <> 'f' or coalesce(pg_catalog.to_jsonb(k) ->> 'conperiod', 'false') = 'false')
 order by k.conrelid, k.conname

-- name: domains
with recursive chain (domain, level) as (
  select t.oid, t.oid from pg_catalog.pg_type t where t.typtype = 'd'
  union all
  select c.domain, t.typbasetype from chain c join pg_catalog.pg_type t on t.oid = c.level
   where t.typbasetype <> 0
)
select c.domain, k.conname as name, pg_catalog.pg_get_expr(k.conbin, 0) as expression,
       d.description as comment
  from chain c
  join pg_catalog.pg_constraint k on k.contypid = c.level and k.contype = 'c'
  left join pg_catalog.pg_description d
    on d.objoid = k.oid and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
 where c.domain >= 16384  -- the server's own types, made by initdb, are below
 order by c.domain, k.conname
