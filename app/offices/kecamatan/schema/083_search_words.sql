-- What is typed of a word, "pembang", has another stem than the word itself: the index has both, the stem
-- and the word as it is written.

DROP INDEX reports_search;
ALTER TABLE reports DROP COLUMN search;
ALTER TABLE reports ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('indonesian', coalesce(subject, '') || ' ' || coalesce(story, ''))
    || to_tsvector('simple', coalesce(subject, '') || ' ' || coalesce(story, ''))
) STORED;
CREATE INDEX reports_search ON reports USING gin (search);
COMMENT ON COLUMN reports.search IS 'Indeks pencarian';
