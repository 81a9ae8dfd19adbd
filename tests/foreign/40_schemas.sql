-- More schemas than public, with names that repeat, and types that only a qualified name reaches.

CREATE SCHEMA arsip;
CREATE SCHEMA "Kantor Lama";

CREATE TYPE arsip.mood AS ENUM ('rapi', 'berantakan');
CREATE DOMAIN "Kantor Lama"."Kode Pos" AS text CHECK (VALUE ~ '^\d{5}$');

CREATE TABLE arsip.staff (
  id integer PRIMARY KEY,
  mood arsip.mood NOT NULL DEFAULT 'rapi',
  moods arsip.mood[],
  public_mood public.mood,
  since integer REFERENCES public.staff
);
INSERT INTO arsip.staff VALUES (1, 'rapi', '{rapi,berantakan}', 'senang', 1);

CREATE TABLE "Kantor Lama"."Surat Masuk" (
  "Nomor" text PRIMARY KEY,
  "Kode Pos" "Kantor Lama"."Kode Pos",
  "Arsip" integer REFERENCES arsip.staff
);
INSERT INTO "Kantor Lama"."Surat Masuk" VALUES ('001/A', '40123', 1);

CREATE VIEW "Kantor Lama".ringkasan AS SELECT count(*) AS jumlah FROM "Kantor Lama"."Surat Masuk";
