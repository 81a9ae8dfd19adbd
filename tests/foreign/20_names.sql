-- Names that quote, shout, lie or mean something to a machine.

CREATE TABLE "user" (id serial PRIMARY KEY, name text NOT NULL, "Email" text UNIQUE);
INSERT INTO "user" (name, "Email") VALUES ('Budi', 'budi@example.id'), ('Siti', 'siti@example.id');

CREATE TABLE "order" (
  "select" serial PRIMARY KEY,
  "user" integer REFERENCES "user",
  "group" text,
  "from" date,
  "to" date,
  "limit" integer DEFAULT 5,
  "desc" text
);
INSERT INTO "order" ("user", "group") VALUES (1, 'a'), (NULL, 'b');

CREATE TABLE machine_words (
  id serial PRIMARY KEY,
  metadata text, registry text, query text, list text, class text, "class_" text, type text, data text, errors text,
  meta text, validate text, process text, "import" text, "None" text, self text, key text, keys text, items text,
  "values" text, version text, xmin_ text, _private text, "__dunder__" text, page text, action text, csrf_token text,
  next text, format text, "count" text, "index" text, "search" text, submit text, "url" text
);
INSERT INTO machine_words (metadata, query, class, class_, _private) VALUES ('m', 'q', 'c', 'c_', 'p');

CREATE TABLE "Data Warga 2024" (
  "No. KK" varchar(16) PRIMARY KEY,
  "Nama Lengkap" text NOT NULL,
  "100%" integer,
  "a:b" text,
  ":c" text,
  "%(d)s" text,
  "{e}" text,
  "quote""d" text,
  "apo'strophe" text,
  "back\slash" text,
  "dot.ted" text,
  "sla/sh" text,
  "ques?tion" text,
  "<b>bold</b>" text,
  " leading space" text,
  "Größe" text,
  "名前" text,
  "😀" text,
  "A" text,
  "a" text,
  "line
break" text,
  "1st" text,
  "exactly_sixty_three_characters_are_the_longest_that_names_can_be" text
);
INSERT INTO "Data Warga 2024" ("No. KK", "Nama Lengkap", "100%", "a:b", ":c", "%(d)s", "quote""d", "名前", "A", "a") VALUES
  ('3201/01 %,~.', 'Budi', 100, 'ab', 'c', 'd', '"', 'bu', 'besar', 'kecil'),
  ('', 'Kunci kosong', 0, '', '', '', '', '', '', ''),
  ('é', 'Kunci beraksara', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE "日本語" ("番号" integer PRIMARY KEY, "値" text);
INSERT INTO "日本語" VALUES (1, '値一'), (-2, '値二');
CREATE TABLE "100%" ("id" integer PRIMARY KEY, "100%" integer REFERENCES "100%");
INSERT INTO "100%" VALUES (1, NULL), (2, 1);
CREATE TABLE "a:b" ("x:y" integer PRIMARY KEY, "a:b" text);
INSERT INTO "a:b" VALUES (1, ':z');
CREATE TABLE "quote""s/and.dots" (id integer PRIMARY KEY, "v" text);
INSERT INTO "quote""s/and.dots" VALUES (1, 'v');
CREATE TABLE "User" (id integer PRIMARY KEY, v text);
INSERT INTO "User" VALUES (1, 'the other user');
CREATE TABLE api (id integer PRIMARY KEY, v text);
INSERT INTO api VALUES (1, 'v');
CREATE TABLE query (id integer PRIMARY KEY, v text);
INSERT INTO query VALUES (1, 'v');
