-- All that stands in somebody's database, row by row: to compare it with itself.
WITH theirs AS (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('panel', 'information_schema') AND nspname NOT LIKE 'pg\_%')
SELECT 'schema', nspname, '' FROM theirs
UNION ALL SELECT 'relation', c.oid::regclass::text,
  concat_ws('|', relkind, relacl, reloptions, relowner, relhastriggers)
  FROM pg_class c JOIN theirs t ON t.oid = relnamespace
UNION ALL SELECT 'column', attrelid::regclass || '.' || attname,
  concat_ws('|', attnum, atttypid::regtype, atttypmod, attnotnull, attidentity, attgenerated, attacl,
            (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum))
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN theirs t ON t.oid = relnamespace WHERE attnum > 0
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(c.oid)
  FROM pg_constraint c JOIN theirs t ON t.oid = connamespace
UNION ALL SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN theirs t ON t.oid = relnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(g.oid)
  FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid JOIN theirs t ON t.oid = relnamespace
UNION ALL SELECT 'function', p.oid::regprocedure::text, md5(prosrc)
  FROM pg_proc p JOIN theirs t ON t.oid = pronamespace
UNION ALL SELECT 'type', t.oid::regtype::text, typtype::text
  FROM pg_type t JOIN theirs n ON n.oid = typnamespace
UNION ALL SELECT 'comment', classoid::regclass || '.' || objoid || '.' || objsubid, description
  FROM pg_description WHERE objoid IN (SELECT c.oid FROM pg_class c JOIN theirs t ON t.oid = relnamespace)
UNION ALL SELECT 'extension', extname, extversion FROM pg_extension
UNION ALL SELECT 'setting', coalesce(setdatabase::text, ''), setconfig::text FROM pg_db_role_setting
  WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY 1, 2, 3
