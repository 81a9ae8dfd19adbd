-- A state changes only by a step of the row's workflow, whoever asks: a form, a cell, an import, psql.
-- The door that takes a step says so in panel.moving; the ways that there are stand in panel.workflow_edge.
-- Arguments: the column of the state, the column that names the workflow ('' for none), else its name.
CREATE OR REPLACE FUNCTION panel.guard_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    fresh jsonb := to_jsonb(NEW);
    now_state text := fresh ->> TG_ARGV[0];
    flow text := CASE WHEN TG_ARGV[1] = '' THEN TG_ARGV[2] ELSE fresh ->> TG_ARGV[1] END;
    in_schema text;
    in_table text;
    old_state text;
    old_flow text;
    begins boolean;
    moving CONSTANT boolean := coalesce(current_setting('panel.moving', true), '') <> '';
BEGIN
    -- The partitions of a table are under the name of the whole.
    SELECT n.nspname, c.relname INTO in_schema, in_table
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = coalesce(pg_partition_root(TG_RELID), TG_RELID);
    IF TG_OP = 'UPDATE' THEN
        old_state := to_jsonb(OLD) ->> TG_ARGV[0];
        old_flow := CASE WHEN TG_ARGV[1] = '' THEN TG_ARGV[2] ELSE to_jsonb(OLD) ->> TG_ARGV[1] END;
    END IF;
    IF NOT EXISTS (SELECT FROM panel.workflow_state w WHERE w.table_schema = in_schema
                   AND w.table_name = in_table AND w.workflow = flow) THEN
        -- No workflow is this row's own now. Whoever takes its away does not choose the state with it.
        IF now_state IS DISTINCT FROM old_state AND EXISTS (
            SELECT FROM panel.workflow_state w WHERE w.table_schema = in_schema
            AND w.table_name = in_table AND w.workflow = old_flow) THEN
            RAISE EXCEPTION 'Keadaan hanya berubah lewat langkah alur kerja.' USING COLUMN = TG_ARGV[0];
        END IF;
        RETURN NEW;
    END IF;
    SELECT w.initial INTO begins FROM panel.workflow_state w
    WHERE w.table_schema = in_schema AND w.table_name = in_table AND w.workflow = flow
        AND w.state = now_state;
    IF begins IS NULL THEN
        RAISE EXCEPTION 'Keadaan "%" tidak ada di alur kerja %.', now_state, flow USING COLUMN = TG_ARGV[0];
    END IF;
    IF TG_OP = 'INSERT' THEN
        -- A deleted row that is put back comes as it was.
        IF NOT begins AND coalesce(current_setting('panel.restoring', true), '') = '' THEN
            RAISE EXCEPTION 'Baris baru tidak boleh mulai pada keadaan "%".', now_state USING COLUMN = TG_ARGV[0];
        END IF;
        RETURN NEW;
    END IF;
    IF flow IS DISTINCT FROM old_flow THEN
        -- A step may carry a row over as it is. By hand it begins again, where it had not moved yet: the
        -- way over another workflow is no way to a state.
        IF NOT begins AND (now_state IS DISTINCT FROM old_state OR NOT moving) THEN
            RAISE EXCEPTION 'Alur kerja lain dimulai dari awal, bukan dari "%".', now_state USING COLUMN = TG_ARGV[0];
        END IF;
        IF NOT moving
            AND EXISTS (SELECT FROM panel.workflow_state w WHERE w.table_schema = in_schema
                        AND w.table_name = in_table AND w.workflow = old_flow)
            AND NOT EXISTS (SELECT FROM panel.workflow_state w WHERE w.table_schema = in_schema
                            AND w.table_name = in_table AND w.state = old_state AND w.initial) THEN
            RAISE EXCEPTION 'Alur kerja tidak dapat diganti sekarang: langkah-langkahnya sudah berjalan.'
                USING COLUMN = TG_ARGV[0];
        END IF;
    ELSIF now_state IS DISTINCT FROM old_state THEN
        IF NOT moving THEN
            RAISE EXCEPTION 'Keadaan hanya berubah lewat langkah alur kerja.' USING COLUMN = TG_ARGV[0],
                HINT = 'Use a transition of the panel, not an UPDATE.';
        END IF;
        IF NOT EXISTS (SELECT FROM panel.workflow_edge e WHERE e.table_schema = in_schema
                       AND e.table_name = in_table AND e.workflow = flow
                       AND e.from_state = old_state AND e.to_state = now_state) THEN
            RAISE EXCEPTION 'Dari "%" tidak ada langkah ke "%".', old_state, now_state USING COLUMN = TG_ARGV[0];
        END IF;
    END IF;
    RETURN NEW;
END $$;
