-- Every change of a row, written down by the server itself: also what psql does.
-- Where the keeper of the server owns the history, only the keeper runs this file again (app/sealing.py).

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
