-- The tables as they stood at a moment, from the panel's history. What was never written down there, because
-- it is older than the history, counts as it is. The bodies name functions of schema panel, which may come
-- later than these.
SET LOCAL check_function_bodies = off;

DO $make$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['reports', 'parties', 'coordinations', 'letters', 'dispositions',
                               'disposition_addressees', 'register_entries'] LOOP
        EXECUTE format($function$
            CREATE FUNCTION %1$I(moment timestamptz) RETURNS SETOF %2$I LANGUAGE sql STABLE AS $body$
                WITH changed AS MATERIALIZED (SELECT * FROM panel.changed_since(%3$L, %2$L, moment))
                SELECT now.* FROM %2$I AS now
                WHERE NOT EXISTS (SELECT FROM changed WHERE changed.row_key::bigint = now.id)
                UNION ALL
                SELECT was.* FROM changed LEFT JOIN %2$I AS now ON now.id = changed.row_key::bigint
                CROSS JOIN LATERAL jsonb_populate_record(now, changed.earlier) AS was
                WHERE changed.was_there
            $body$ $function$, one || '_at', one, current_schema());
        EXECUTE format('COMMENT ON FUNCTION %I(timestamptz) IS %L', one || '_at',
                       'Baris ' || one || ' seperti tercatat pada sebuah saat');
    END LOOP;
END $make$;

-- What a report was at a moment, of those that the workbook tells apart.
CREATE FUNCTION report_standing(there boolean, received timestamptz, closed timestamptz, outcome text,
                                moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN NOT there OR received >= moment THEN 'tidak_ada'
        WHEN closed IS NULL OR closed >= moment THEN 'terbuka'
        WHEN outcome IN ('dilimpahkan', 'dilaporkan_aph') THEN 'dilimpahkan'
        WHEN outcome IN ('ditolak', 'dicabut', 'duplikat') THEN 'ditolak'
        ELSE 'selesai' END
$$;

-- Every report that was open at the beginning of a time, or came, was closed or was reopened in it; as it
-- stood at the end. From two pictures of the table, so that what is open at the end is what is open at the
-- beginning of the next: open at the end = open at the beginning + arrived + reopened - closed - removed.
--
-- `known`: NULL for what was written down at the time; 'infinity' for what is known of that time today.
CREATE FUNCTION reports_between(first timestamptz, last timestamptz, known timestamptz DEFAULT NULL)
RETURNS TABLE (
    id bigint, number text, service text, channel text, category bigint, village bigint, unit text,
    received_at timestamptz, complete_at timestamptz, due_at timestamptz, paused_at timestamptz,
    closed_at timestamptz, outcome text, status text, identity_secret boolean, content_secret boolean,
    before text, after text, was_open boolean, arrived boolean, recorded_late boolean, reopened boolean,
    ended text, removed boolean, is_open boolean)
LANGUAGE sql STABLE AS $$
    WITH changed AS MATERIALIZED (
        SELECT c.row_key::bigint AS id, c.was_there, c.earlier, c.was_there_last, c.earlier_last
        FROM panel.changed_since_both(
            (SELECT n.nspname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE t.oid = 'reports'::regclass), 'reports',
            '{id,number,service,channel,category,village,unit,received_at,complete_at,due_at,paused_at,closed_at,outcome,status,identity_secret,content_secret}',
            coalesce(known, first), coalesce(known, last)) AS c
    ), pictures AS (
        SELECT r.id, r.number, r.service, r.channel, r.category, r.village, r.unit, r.received_at,
               r.complete_at, r.due_at, r.paused_at, r.closed_at, r.outcome, r.status, r.identity_secret,
               r.content_secret,
               report_standing(true, r.received_at, r.closed_at, r.outcome, first) AS before,
               report_standing(true, r.received_at, r.closed_at, r.outcome, last) AS after
        FROM reports AS r
        WHERE r.received_at < last AND (r.closed_at IS NULL OR r.closed_at >= first)
          AND NOT EXISTS (SELECT FROM changed WHERE changed.id = r.id)
        UNION ALL
        SELECT one.id, one.number, one.service, one.channel, one.category, one.village, one.unit,
               one.received_at, one.complete_at, one.due_at, one.paused_at, one.closed_at, one.outcome,
               one.status, one.identity_secret, one.content_secret, told.before, told.after
        FROM changed LEFT JOIN reports AS now ON now.id = changed.id
        CROSS JOIN LATERAL jsonb_populate_record(now, changed.earlier) AS was
        CROSS JOIN LATERAL jsonb_populate_record(now, changed.earlier_last) AS at_last
        CROSS JOIN LATERAL (
            SELECT report_standing(changed.was_there, was.received_at, was.closed_at, was.outcome, first) AS before,
                   report_standing(coalesce(changed.was_there_last, now.id IS NOT NULL), at_last.received_at,
                                   at_last.closed_at, at_last.outcome, last) AS after) AS told
        -- What is gone at the end is told as it was at the beginning.
        CROSS JOIN LATERAL (SELECT (CASE WHEN told.after = 'tidak_ada' THEN was ELSE at_last END).*) AS one
    )
    SELECT p.*, p.before = 'terbuka', p.before = 'tidak_ada', p.before = 'tidak_ada' AND p.received_at < first,
           p.before NOT IN ('tidak_ada', 'terbuka')
               AND (p.after = 'terbuka' OR p.after <> 'tidak_ada' AND p.closed_at >= first),
           CASE WHEN p.after NOT IN ('tidak_ada', 'terbuka')
                AND (p.before IN ('tidak_ada', 'terbuka') OR p.closed_at >= first) THEN p.after END,
           p.before = 'terbuka' AND p.after = 'tidak_ada', p.after = 'terbuka'
    FROM pictures AS p
    WHERE NOT (p.before = 'tidak_ada' AND p.after = 'tidak_ada')
      AND (p.before IN ('tidak_ada', 'terbuka') OR p.after = 'terbuka'
           OR p.after <> 'tidak_ada' AND p.closed_at >= first)
$$;
COMMENT ON FUNCTION reports_between(timestamptz, timestamptz, timestamptz) IS
    'Laporan yang terbuka, masuk, ditutup atau dibuka kembali dalam sebuah masa, seperti tercatat pada akhirnya';

-- What arrived in each month of a longer time (from a first day of a month to another), as reports_between
-- would count it month by month, but in one go: a report arrives in the month in which it was received, or in
-- a later one in which it was first written down. Only the few that were removed, or whose day or channel was
-- put right afterwards, are looked at month by month.
CREATE FUNCTION reports_arrived(first timestamptz, last timestamptz)
RETURNS TABLE (id bigint, channel text, month timestamptz)
LANGUAGE sql STABLE AS $$
    WITH told AS MATERIALIZED (
        SELECT h.row_key::bigint AS id, date_trunc('month', h.at) AS month, h.operation
        FROM panel.history h
        WHERE h.table_schema = (SELECT n.nspname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
                                WHERE t.oid = 'reports'::regclass)
          AND h.table_name = 'reports' AND h.at >= first AND CASE h.operation
              WHEN 'insert' THEN date_trunc('month', (h.new ->> 'received_at')::timestamptz)
                  < date_trunc('month', h.at)
              WHEN 'update' THEN h.old ?| '{received_at,channel}'
              ELSE true END
    ), odd AS MATERIALIZED (SELECT DISTINCT told.id FROM told WHERE operation <> 'insert')
    SELECT r.id, r.channel, date_trunc('month', r.received_at) FROM reports r
    WHERE r.received_at >= first AND r.received_at < last
      AND NOT EXISTS (SELECT FROM told WHERE told.id = r.id)
    UNION ALL
    SELECT r.id, r.channel, told.month FROM told JOIN reports r ON r.id = told.id
    WHERE told.operation = 'insert' AND told.month < last AND r.received_at < last
      AND NOT EXISTS (SELECT FROM odd WHERE odd.id = told.id)
    UNION ALL
    SELECT b.id, b.channel, m.month
    FROM generate_series(first, last - interval '1 second', interval '1 month') AS m(month)
    CROSS JOIN LATERAL reports_between(m.month, m.month + interval '1 month') AS b
    WHERE b.arrived AND EXISTS (SELECT FROM odd) AND b.id IN (SELECT odd.id FROM odd)
$$;
COMMENT ON FUNCTION reports_arrived(timestamptz, timestamptz) IS
    'Laporan yang masuk, dan bulan masuknya, menurut catatan pada akhir setiap bulan';
