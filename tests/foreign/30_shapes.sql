-- Shapes of tables: keys of all sorts, references of all sorts, and things that only look like tables.

CREATE TABLE composite_key (
  region char(2),
  number integer,
  on_day date,
  title text,
  PRIMARY KEY (region, number, on_day)
);
INSERT INTO composite_key VALUES ('JB', 1, '2024-01-01', 'satu'), ('JB', 1, '2024-01-02', 'dua'), ('a,', 2, 'infinity', 'tiga');

CREATE TABLE composite_reference (
  id serial PRIMARY KEY,
  region char(2),
  number integer,
  on_day date,
  remark text,
  CONSTRAINT whole_reference FOREIGN KEY (region, number, on_day) REFERENCES composite_key ON UPDATE CASCADE
);
INSERT INTO composite_reference (region, number, on_day, remark) VALUES ('JB', 1, '2024-01-02', 'ya'), (NULL, NULL, NULL, 'tanpa');

CREATE TABLE no_key (a integer, b text);
INSERT INTO no_key VALUES (1, 'sama'), (1, 'sama'), (NULL, NULL);

CREATE TABLE unique_not_null (code text NOT NULL UNIQUE, label text, alias text UNIQUE);
INSERT INTO unique_not_null VALUES ('A/1', 'satu', NULL), ('A/2', 'dua', NULL);

CREATE TABLE unique_by_index (code text NOT NULL, part integer NOT NULL, label text);
CREATE UNIQUE INDEX unique_by_index_plain ON unique_by_index (part, code) INCLUDE (label);
CREATE UNIQUE INDEX unique_by_index_partial ON unique_by_index (code) WHERE part = 1;
CREATE UNIQUE INDEX unique_by_index_lower ON unique_by_index (lower(code));
INSERT INTO unique_by_index VALUES ('a', 1, 'x'), ('b', 2, 'y');

-- Keys that are no number.
CREATE TABLE key_uuid (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), v text);
INSERT INTO key_uuid VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'satu');
CREATE TABLE key_instant (at timestamptz PRIMARY KEY, v text);
INSERT INTO key_instant VALUES ('2024-02-29 23:59:59.999999+07', 'satu'), ('infinity', 'dua');
CREATE TABLE key_numeric (n numeric PRIMARY KEY, v text);
INSERT INTO key_numeric VALUES (1.50, 'satu'), ('NaN', 'dua'), (1e20, 'tiga');
CREATE TABLE key_enum (m mood PRIMARY KEY, v text);
INSERT INTO key_enum VALUES ('biasa saja', 'satu'), ('', 'dua');
CREATE TABLE key_bool (b boolean PRIMARY KEY, v text);
INSERT INTO key_bool VALUES (true, 'satu'), (false, 'dua');
CREATE TABLE key_char (c char(3) PRIMARY KEY, v text);
INSERT INTO key_char VALUES ('a', 'satu'), ('abc', 'dua');
CREATE TABLE key_big (id bigint PRIMARY KEY, v text);
INSERT INTO key_big VALUES (9223372036854775807, 'satu'), (-9223372036854775808, 'dua');
CREATE TABLE key_inet (address inet PRIMARY KEY, v text);
INSERT INTO key_inet VALUES ('192.168.1.5/24', 'satu'), ('::1', 'dua');
CREATE TABLE key_bytes (digest bytea PRIMARY KEY, v text);
INSERT INTO key_bytes VALUES ('\x00ff', 'satu'), ('\x01ff', 'dua');

CREATE TABLE staff (
  id serial PRIMARY KEY,
  name text NOT NULL,
  chief integer REFERENCES staff ON DELETE SET NULL,
  deputy_of integer CONSTRAINT staff_deputy REFERENCES staff,
  former_name text
);
INSERT INTO staff (name, chief, deputy_of) VALUES ('Ibu Camat', NULL, NULL), ('Pak Sekcam', 1, 1), ('Kasi', 2, NULL), ('Sendiri', 4, 4);

-- Two references to one table; a cascade; a reference to a unique column that is no primary key.
CREATE TABLE transfer (
  id serial PRIMARY KEY,
  sender integer NOT NULL REFERENCES staff,
  receiver integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  code text REFERENCES unique_not_null (code),
  amount numeric(14, 2) NOT NULL CHECK (amount > 0),
  CHECK (sender <> receiver)
);
INSERT INTO transfer (sender, receiver, code, amount) VALUES (1, 2, 'A/1', 100.00), (2, 3, NULL, 0.01);

CREATE TABLE skill (id serial PRIMARY KEY, name text UNIQUE);
INSERT INTO skill (name) VALUES ('menulis'), ('berhitung');
CREATE TABLE staff_skill (
  staff integer REFERENCES staff ON DELETE CASCADE,
  skill integer REFERENCES skill ON DELETE RESTRICT,
  PRIMARY KEY (staff, skill)
);
INSERT INTO staff_skill VALUES (1, 1), (1, 2), (2, 1);
CREATE TABLE staff_skill_grade (staff integer, skill integer, grade text, PRIMARY KEY (staff, skill),
  FOREIGN KEY (staff, skill) REFERENCES staff_skill);
INSERT INTO staff_skill_grade VALUES (1, 1, 'baik');

-- Two tables that need each other, at the end of the transaction only.
CREATE TABLE hen (id integer PRIMARY KEY, egg integer NOT NULL);
CREATE TABLE egg (id integer PRIMARY KEY, hen integer NOT NULL REFERENCES hen DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
BEGIN;
INSERT INTO hen VALUES (1, 1);
INSERT INTO egg VALUES (1, 1);
COMMIT;
CREATE TABLE ranked (id integer PRIMARY KEY, place integer NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO ranked VALUES (1, 1), (2, 2);

CREATE TABLE booking (
  id serial PRIMARY KEY,
  room int4range NOT NULL,
  during tsrange NOT NULL,
  CONSTRAINT no_double_booking EXCLUDE USING gist (room WITH &&, during WITH &&)
);
COMMENT ON CONSTRAINT no_double_booking ON booking IS 'Ruang ini sudah dipesan pada waktu itu.';
INSERT INTO booking (room, during) VALUES ('[1,2)', '[2024-01-01 08:00,2024-01-01 09:00)');

CREATE TABLE event (
  id bigint GENERATED ALWAYS AS IDENTITY,
  on_day date NOT NULL,
  what text,
  PRIMARY KEY (id, on_day)
) PARTITION BY RANGE (on_day);
CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (id);
CREATE TABLE event_2024_a PARTITION OF event_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE event_2024_b PARTITION OF event_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO event (on_day, what) VALUES ('2023-05-05', 'lama'), ('2024-05-05', 'a'), ('2024-06-06', 'b');
CREATE TABLE event_note (id serial PRIMARY KEY, event bigint, on_day date, note text,
  FOREIGN KEY (event, on_day) REFERENCES event);
INSERT INTO event_note (event, on_day, note) VALUES (1, '2023-05-05', 'catatan');

CREATE TABLE animal (id serial PRIMARY KEY, name text);
CREATE TABLE cat (lives integer DEFAULT 9) INHERITS (animal);
INSERT INTO animal (name) VALUES ('hewan');
INSERT INTO cat (name) VALUES ('kucing');

CREATE TABLE only_key (id integer PRIMARY KEY);
INSERT INTO only_key VALUES (1), (2);
CREATE TABLE no_columns ();
CREATE TABLE empty_table (id serial PRIMARY KEY, note text);
CREATE UNLOGGED TABLE dropped_columns (id serial PRIMARY KEY, gone text, stays text);
ALTER TABLE dropped_columns DROP COLUMN gone;
INSERT INTO dropped_columns (stays) VALUES ('ada');

-- A table whose trigger has its own opinion, and one that changes what it is given.
CREATE FUNCTION refuse_friday() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.day = 'jumat' THEN
    RAISE EXCEPTION 'Hari Jumat libur.' USING DETAIL = 'rahasia', COLUMN = 'day';
  END IF;
  new.day := trim(new.day);
  RETURN new;
END $$;
CREATE TABLE guarded (id serial PRIMARY KEY, day text);
CREATE TRIGGER guarded_friday BEFORE INSERT OR UPDATE ON guarded FOR EACH ROW EXECUTE FUNCTION refuse_friday();
INSERT INTO guarded (day) VALUES ('senin');

CREATE VIEW staff_names AS SELECT id, name, upper(name) AS loud FROM staff;
CREATE VIEW staff_plain AS SELECT id, name FROM staff WITH CASCADED CHECK OPTION;
CREATE VIEW totals AS SELECT what, count(*) AS "How many", NULL AS unknown, ROW('Jalan', 1)::address AS an_address FROM event GROUP BY what;
COMMENT ON VIEW totals IS 'Jumlah kejadian';
COMMENT ON COLUMN totals.what IS 'Apa';
CREATE MATERIALIZED VIEW monthly AS SELECT date_trunc('month', on_day) AS month, count(*) AS number FROM event GROUP BY 1;
CREATE UNIQUE INDEX monthly_month ON monthly (month);

CREATE TABLE commented (
  id serial PRIMARY KEY,
  title text NOT NULL,
  kind text
);
COMMENT ON TABLE commented IS 'Buku "tamu" 100% {resmi}';
COMMENT ON COLUMN commented.title IS 'Judul: yang pertama
dengan baris kedua';
INSERT INTO commented (title) VALUES ('buku');

ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  EXECUTE 'CREATE TABLE sixty (id serial PRIMARY KEY, '
    || (SELECT string_agg(format('column_%s %s', n, (ARRAY['text', 'integer', 'date', 'boolean', 'numeric(9,2)'])[1 + n % 5]), ', '
                          ORDER BY n) FROM generate_series(1, 59) n) || ')';
END $$;
INSERT INTO sixty (column_1, column_2, column_3) SELECT n, '2024-01-01'::date + n, n % 2 = 0 FROM generate_series(1, 40) n;
