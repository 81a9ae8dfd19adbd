-- What a table held at a moment, from its history: what has changed since is put back, the rest is as it is.

-- The rows that were changed at `moment` or after it: whether each was there before, and what it held then
-- in the columns that have changed. Rows that were never written down are not among them.
CREATE OR REPLACE FUNCTION panel.changed_since(in_schema text, in_table text, moment timestamptz)
RETURNS TABLE (row_key text, was_there boolean, earlier jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
    SELECT h.row_key, (array_agg(h.operation ORDER BY h.id))[1] <> 'insert',
           -- Of a column that changed twice the older value comes last, and stays.
           coalesce(jsonb_object_agg(cell.key, cell.value ORDER BY h.id DESC)
               FILTER (WHERE cell.key IS NOT NULL), '{}')
    FROM panel.history h LEFT JOIN LATERAL jsonb_each(h.old) AS cell ON true
    WHERE h.table_schema = in_schema AND h.table_name = in_table AND h.at >= moment
    GROUP BY h.row_key
$$;

-- The same for the two ends of a time, read in one go; only of some columns. `was_there_last` is NULL for a
-- row that was not touched after the end: it is as it is now, there or not.
CREATE OR REPLACE FUNCTION panel.changed_since_both(
    in_schema text, in_table text, columns text[], first timestamptz, last timestamptz)
RETURNS TABLE (row_key text, was_there boolean, earlier jsonb, was_there_last boolean, earlier_last jsonb)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 AS $$
    SELECT h.row_key,
           (array_agg(h.operation ORDER BY h.id))[1] <> 'insert',
           coalesce(jsonb_object_agg(cell.key, cell.value ORDER BY h.id DESC)
               FILTER (WHERE cell.key IS NOT NULL), '{}'),
           (array_agg(h.operation ORDER BY h.id) FILTER (WHERE h.at >= last))[1] <> 'insert',
           coalesce(jsonb_object_agg(cell.key, cell.value ORDER BY h.id DESC)
               FILTER (WHERE cell.key IS NOT NULL AND h.at >= last), '{}')
    FROM panel.history h
    LEFT JOIN LATERAL (SELECT one.key, one.value FROM jsonb_each(h.old) AS one
                       WHERE one.key = ANY (columns)) AS cell ON true
    WHERE h.table_schema = in_schema AND h.table_name = in_table AND h.at >= least(first, last)
    GROUP BY h.row_key
$$;
