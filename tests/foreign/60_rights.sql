-- Roles belong to the whole server: made once, by whichever test comes first.

DO $$ BEGIN
  CREATE ROLE foreign_reader LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  CREATE ROLE foreign_clerk LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- The reader sees everything of public and changes nothing.
GRANT USAGE ON SCHEMA public TO foreign_reader, foreign_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO foreign_reader;

-- The clerk has some columns of some tables.
CREATE TABLE salary (
  id serial PRIMARY KEY,
  staff integer NOT NULL REFERENCES staff,
  amount numeric(12, 2) NOT NULL DEFAULT 0,
  secret text,
  remark text
);
INSERT INTO salary (staff, amount, secret) VALUES (1, 10000000, 'rahasia'), (2, 8000000, NULL);
GRANT SELECT (id, staff, remark), INSERT (staff, remark), UPDATE (remark) ON salary TO foreign_clerk;
GRANT USAGE ON SEQUENCE salary_id_seq TO foreign_clerk;
GRANT SELECT, INSERT ON skill TO foreign_clerk;
GRANT USAGE ON SEQUENCE skill_id_seq TO foreign_clerk;
GRANT SELECT, DELETE ON staff TO foreign_clerk;
GRANT SELECT ON guarded TO foreign_clerk;
GRANT INSERT ON no_key TO foreign_clerk;
