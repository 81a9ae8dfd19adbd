-- Every change of a row, written down by the server itself: also what psql does.
-- Where the keeper of the server owns the history, only the keeper runs this file again (app/sealing.py).

-- The history grows at its end only: a summary of its pages finds a moment, and costs a write next to nothing.
CREATE INDEX IF NOT EXISTS history_of_time ON panel.history
    USING brin (at) WITH (pages_per_range = 16, autosummarize = on);

-- The key of a row as its address writes it: the same as models/keys.py, and tested to be.
CREATE OR REPLACE FUNCTION panel.row_key(parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(CASE
        WHEN part IS NULL THEN '?'  -- no key has it: a key column that is gone
        WHEN part = '' THEN '~'
        WHEN part COLLATE "C" ~ '^[A-Za-z0-9_-]+$' THEN part
        ELSE (
            SELECT string_agg(CASE
                WHEN byte BETWEEN 48 AND 57 OR byte BETWEEN 65 AND 90 OR byte BETWEEN 97 AND 122
                     OR byte IN (45, 95) THEN chr(byte)
                ELSE '~' || upper(lpad(to_hex(byte), 2, '0')) END, '' ORDER BY place)
            FROM (SELECT place, get_byte(convert_to(part, 'UTF8'), place) AS byte
                  FROM generate_series(0, octet_length(convert_to(part, 'UTF8')) - 1) AS place) AS bytes)
        END, ',' ORDER BY number)
    FROM unnest(parts) WITH ORDINALITY AS one(part, number)
$$;

-- TG_ARGV[0]: {"key": [columns], "zone": the office's, "follows": {"column", "schema", "table"}}.
-- A value is the text that the server prints, as the panel reads it; what is very long, and every bytea,
-- stands as an object with its fingerprint and its size.
CREATE OR REPLACE FUNCTION panel.audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET DateStyle = 'ISO, DMY' SET IntervalStyle = 'postgres'
SET bytea_output = 'hex' SET extra_float_digits = '1' SET TimeZone = 'UTC' AS $$
DECLARE
    longest CONSTANT int := 100000;
    told CONSTANT jsonb := TG_ARGV[0]::jsonb;
    about CONSTANT jsonb := told -> 'follows';
    root CONSTANT oid := coalesce(pg_partition_root(TG_RELID), TG_RELID);
    who CONSTANT text := nullif(current_setting('panel.actor', true), '');
    names text[];
    stored boolean[];
    reads text;
    before jsonb[];
    after jsonb[];
    now_ jsonb[];
    old_values jsonb := '{}';
    new_values jsonb := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD *= NEW THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM set_config('TimeZone', coalesce(told ->> 'zone', 'UTC'), true);
    SELECT array_agg(attname::text ORDER BY attnum), array_agg(attgenerated = '' ORDER BY attnum),
           string_agg(format(CASE WHEN atttypid = 'bytea'::regtype
               THEN 'CASE WHEN ($1).%1$I IS NOT NULL THEN jsonb_build_object('
                    '''sha256'', encode(sha256(($1).%1$I), ''hex''), ''size'', octet_length(($1).%1$I)) END'
               ELSE 'to_jsonb(($1).%1$I::text)' END, attname), ', ' ORDER BY attnum)
    INTO names, stored, reads FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND atttypid <> 'tsvector'::regtype;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE 'SELECT ARRAY[' || reads || ']::jsonb[]' INTO before USING OLD;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        EXECUTE 'SELECT ARRAY[' || reads || ']::jsonb[]' INTO after USING NEW;
    END IF;
    now_ := coalesce(after, before);
    FOR n IN 1 .. coalesce(cardinality(names), 0) LOOP
        IF stored[n] AND before[n] IS DISTINCT FROM after[n] THEN
            IF TG_OP <> 'INSERT' THEN
                old_values := old_values || jsonb_build_object(names[n], panel.kept_value(before[n], longest));
            END IF;
            IF TG_OP <> 'DELETE' THEN
                new_values := new_values || jsonb_build_object(names[n], panel.kept_value(after[n], longest));
            END IF;
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' AND new_values = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO panel.history (actor, actor_name, behalf, door, table_schema, table_name, row_key,
                               about_schema, about_table, about_key, operation, old, new)
    SELECT coalesce(who, 'psql: ' || session_user),
           CASE WHEN who IS NOT NULL THEN nullif(current_setting('panel.actor_name', true), '') END,
           CASE WHEN who IS NOT NULL THEN nullif(current_setting('panel.behalf', true), '') END,
           CASE WHEN who IS NOT NULL THEN coalesce(nullif(current_setting('panel.door', true), ''), 'psql')
                ELSE 'psql' END,
           n.nspname, c.relname,
           coalesce(panel.row_key(ARRAY(
               SELECT now_[array_position(names, one.name)] #>> '{}'
               FROM jsonb_array_elements_text(told -> 'key') WITH ORDINALITY AS one(name, number)
               ORDER BY one.number)), '?'),
           CASE WHEN followed.key IS NOT NULL THEN about ->> 'schema' END,
           CASE WHEN followed.key IS NOT NULL THEN about ->> 'table' END,
           CASE WHEN followed.key IS NOT NULL THEN panel.row_key(ARRAY[followed.key]) END,
           lower(TG_OP), CASE WHEN TG_OP <> 'INSERT' THEN old_values END,
           CASE WHEN TG_OP <> 'DELETE' THEN new_values END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
         LATERAL (SELECT now_[array_position(names, about ->> 'column')] #>> '{}' AS key) AS followed
    WHERE c.oid = root;
    RETURN NULL;
END $$;

-- The same for all rows of a statement at once: the server plans one INSERT instead of one for each row.
-- Not for partitioned tables and not for parents or children of other tables: a statement on the whole says
-- nothing to the triggers of its parts. TG_ARGV[0] is as above; the rows are those of `old_rows`, `new_rows`.
CREATE OR REPLACE FUNCTION panel.audit_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET DateStyle = 'ISO, DMY' SET IntervalStyle = 'postgres'
SET bytea_output = 'hex' SET extra_float_digits = '1' SET TimeZone = 'UTC' AS $$
DECLARE
    longest CONSTANT int := 100000;
    told CONSTANT jsonb := TG_ARGV[0]::jsonb;
    about CONSTANT jsonb := told -> 'follows';
    who CONSTANT text := nullif(current_setting('panel.actor', true), '');
    is_new CONSTANT boolean := TG_OP = 'INSERT';
    is_gone CONSTANT boolean := TG_OP = 'DELETE';
    known CONSTANT text := CASE WHEN is_gone THEN 'was' ELSE 'now' END;
    numbers jsonb;  -- of the columns
    picked text;
    pairs text;
    key text;
    followed text;
BEGIN
    PERFORM set_config('TimeZone', coalesce(told ->> 'zone', 'UTC'), true);
    SELECT jsonb_object_agg(attname, attnum),
           string_agg(format(CASE WHEN atttypid = 'bytea'::regtype
               THEN ', CASE WHEN one.%1$I IS NOT NULL THEN jsonb_build_object('
                    '''sha256'', encode(sha256(one.%1$I), ''hex''), ''size'', octet_length(one.%1$I)) END AS c%2$s'
               ELSE ', to_jsonb(one.%1$I::text) AS c%2$s' END, attname, attnum), ''),
           string_agg(format('(%L, %s, %s)', attname,
               CASE WHEN is_new THEN 'NULL::jsonb' ELSE 'was.c' || attnum END,
               CASE WHEN is_gone THEN 'NULL::jsonb' ELSE 'now.c' || attnum END), ', ')
               FILTER (WHERE attgenerated = '')
    INTO numbers, picked, pairs FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND atttypid <> 'tsvector'::regtype;
    SELECT string_agg(CASE WHEN numbers ? one.name
               THEN format('%s.c%s #>> ''{}''', known, numbers ->> one.name) ELSE 'NULL' END, ', ' ORDER BY number)
    INTO key FROM jsonb_array_elements_text(told -> 'key') WITH ORDINALITY AS one(name, number);
    followed := CASE WHEN numbers ? (about ->> 'column')
        THEN format('%s.c%s #>> ''{}''', known, numbers ->> (about ->> 'column')) ELSE 'NULL::text' END;
    EXECUTE format($insert$
        INSERT INTO panel.history (actor, actor_name, behalf, door, table_schema, table_name, row_key,
                                   about_schema, about_table, about_key, operation, old, new)
        SELECT $1, $2, $3, $4, $5, $6,
               CASE WHEN cardinality(known.keys) = 1 AND known.keys[1] COLLATE "C" ~ '^[A-Za-z0-9_-]+$'
                    THEN known.keys[1] ELSE coalesce(panel.row_key(known.keys), '?') END,
               CASE WHEN followed.key IS NOT NULL THEN $7 END, CASE WHEN followed.key IS NOT NULL THEN $8 END,
               CASE WHEN followed.key IS NOT NULL THEN panel.row_key(ARRAY[followed.key]) END, $9,
               CASE WHEN $9 <> 'insert' THEN coalesce(changed.old, '{}') END,
               CASE WHEN $9 <> 'delete' THEN coalesce(changed.new, '{}') END
        FROM %2$s
        CROSS JOIN LATERAL (SELECT ARRAY[%1$s]::text[] AS keys) AS known
        CROSS JOIN LATERAL (SELECT %3$s AS key) AS followed
        CROSS JOIN LATERAL (
            -- A function of ours costs more than all else here: only where it has something to do.
            SELECT jsonb_object_agg(cell.name, CASE WHEN length(cell.old::text) > $10
                       THEN panel.kept_value(cell.old, $10) ELSE coalesce(cell.old, 'null') END) AS old,
                   jsonb_object_agg(cell.name, CASE WHEN length(cell.new::text) > $10
                       THEN panel.kept_value(cell.new, $10) ELSE coalesce(cell.new, 'null') END) AS new
            FROM (VALUES %4$s) AS cell(name, old, new) WHERE cell.old IS DISTINCT FROM cell.new) AS changed
        WHERE $9 <> 'update' OR changed.new IS NOT NULL
        $insert$, key,
        -- Old and new rows of an UPDATE surely have nothing in common but their place: the server keeps both
        -- in the order in which it wrote them.
        concat_ws(' JOIN ',
            CASE WHEN NOT is_new THEN
                format('(SELECT row_number() OVER () AS n%s FROM old_rows AS one) AS was', picked) END,
            CASE WHEN NOT is_gone THEN
                format('(SELECT row_number() OVER () AS n%s FROM new_rows AS one) AS now', picked) END)
        || CASE WHEN TG_OP = 'UPDATE' THEN ' ON now.n = was.n' ELSE '' END,
        followed, pairs)
    USING coalesce(who, 'psql: ' || session_user),
          CASE WHEN who IS NOT NULL THEN nullif(current_setting('panel.actor_name', true), '') END,
          CASE WHEN who IS NOT NULL THEN nullif(current_setting('panel.behalf', true), '') END,
          CASE WHEN who IS NOT NULL THEN coalesce(nullif(current_setting('panel.door', true), ''), 'psql')
               ELSE 'psql' END,
          TG_TABLE_SCHEMA::text, TG_TABLE_NAME::text, about ->> 'schema', about ->> 'table', lower(TG_OP),
          longest;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION panel.kept_value(value jsonb, longest int) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN value IS NULL THEN 'null'::jsonb
        WHEN jsonb_typeof(value) = 'string' AND length(value #>> '{}') > longest THEN jsonb_build_object(
            'sha256', encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'),
            'size', octet_length(value #>> '{}'))
        ELSE value END
$$;

-- TRUNCATE tells no row: what is audited is emptied by DELETE.
CREATE OR REPLACE FUNCTION panel.audit_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'tabel % dicatat perubahannya: pakai DELETE, bukan TRUNCATE', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- What happened stays as it was written. Rows come in by the trigger above (history), or are only added.
CREATE OR REPLACE FUNCTION panel.keep_what_happened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'panel.% tidak dapat diubah atau dihapus', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    kept text;
    owner text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['history', 'event'] LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'kept'
                       AND tgrelid = format('panel.%I', kept)::regclass) THEN
            EXECUTE format('CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE%s ON panel.%I
                FOR EACH STATEMENT EXECUTE FUNCTION panel.keep_what_happened()',
                CASE kept WHEN 'history' THEN ' OR INSERT' END, kept);
            EXECUTE format('ALTER TABLE panel.%I ENABLE ALWAYS TRIGGER kept', kept);
        END IF;
        SELECT rolname INTO owner FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
        WHERE c.oid = format('panel.%I', kept)::regclass;
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON panel.%I FROM PUBLIC, %I', kept, owner);
    END LOOP;
END $$;
