-- A state changes only by a step of the row's workflow, whoever asks: a form, a cell, an import, psql.
-- The door that takes a step says so in panel.moving; the ways that there are stand in panel.workflow_edge.
-- Arguments: the column of the now_state, the column that names the workflow ('' for none), else its name.
CREATE OR REPLACE FUNCTION panel.guard_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    fresh jsonb := to_jsonb(NEW);
    now_state text := fresh ->> TG_ARGV[0];
    flow text := CASE WHEN TG_ARGV[1] = '' THEN TG_ARGV[2] ELSE fresh ->> TG_ARGV[1] END;
    old_state text;
    old_flow text;
    begins boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM panel.workflow_state w WHERE w.table_schema = TG_TABLE_SCHEMA
                   AND w.table_name = TG_TABLE_NAME AND w.workflow = flow) THEN
        RETURN NEW;  -- no workflow is this row's own
    END IF;
    SELECT w.initial INTO begins FROM panel.workflow_state w
    WHERE w.table_schema = TG_TABLE_SCHEMA AND w.table_name = TG_TABLE_NAME AND w.workflow = flow
        AND w.state = now_state;
    IF begins IS NULL THEN
        RAISE EXCEPTION 'Keadaan "%" tidak ada di alur kerja %.', now_state, flow USING COLUMN = TG_ARGV[0];
    END IF;
    IF TG_OP = 'INSERT' THEN
        -- Rows that were on their way before they came here: an old register, the demo.
        IF NOT begins AND coalesce(current_setting('panel.taking_over', true), '') <> 'on' THEN
            RAISE EXCEPTION 'Baris baru tidak boleh mulai pada keadaan "%".', now_state USING COLUMN = TG_ARGV[0];
        END IF;
        RETURN NEW;
    END IF;
    old_state := to_jsonb(OLD) ->> TG_ARGV[0];
    old_flow := CASE WHEN TG_ARGV[1] = '' THEN TG_ARGV[2] ELSE to_jsonb(OLD) ->> TG_ARGV[1] END;
    IF flow IS DISTINCT FROM old_flow THEN
        IF now_state IS DISTINCT FROM old_state AND NOT begins THEN
            RAISE EXCEPTION 'Alur kerja lain dimulai dari awal, bukan dari "%".', now_state USING COLUMN = TG_ARGV[0];
        END IF;
    ELSIF now_state IS DISTINCT FROM old_state THEN
        IF coalesce(current_setting('panel.moving', true), '') = '' THEN
            RAISE EXCEPTION 'Keadaan hanya berubah lewat langkah alur kerja.' USING COLUMN = TG_ARGV[0],
                HINT = 'Use a transition of the panel, not an UPDATE.';
        END IF;
        IF NOT EXISTS (SELECT FROM panel.workflow_edge e WHERE e.table_schema = TG_TABLE_SCHEMA
                       AND e.table_name = TG_TABLE_NAME AND e.workflow = flow
                       AND e.from_state = old_state AND e.to_state = now_state) THEN
            RAISE EXCEPTION 'Dari "%" tidak ada langkah ke "%".', old_state, now_state USING COLUMN = TG_ARGV[0];
        END IF;
    END IF;
    RETURN NEW;
END $$;
