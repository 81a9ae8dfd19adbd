"""Saved views of lists, which of them opens first, and how each person wants a list to look."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.saved_view (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            screen text NOT NULL,
            name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
            owner integer REFERENCES panel.ab_user ON DELETE SET NULL,
            scope text NOT NULL CHECK (scope IN ('mine', 'role', 'all')),
            role integer REFERENCES panel.ab_role ON DELETE CASCADE,
            pinned boolean NOT NULL,
            address jsonb NOT NULL,
            look jsonb NOT NULL,
            version integer NOT NULL DEFAULT 1,
            changed_at timestamptz NOT NULL DEFAULT now(),
            CHECK ((scope = 'role') = (role IS NOT NULL)));
        COMMENT ON TABLE panel.saved_view IS 'Tampilan daftar yang disimpan dengan nama';
        CREATE UNIQUE INDEX saved_view_name ON panel.saved_view (owner, screen, lower(name));

        CREATE TABLE panel.default_view (
            screen text NOT NULL,
            role integer NOT NULL REFERENCES panel.ab_role ON DELETE CASCADE,
            view text NOT NULL,
            PRIMARY KEY (screen, role));
        COMMENT ON TABLE panel.default_view IS 'Tampilan yang terbuka lebih dahulu bagi sebuah peran';

        CREATE TABLE panel.preference_version (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            version bigint NOT NULL DEFAULT 1);
        INSERT INTO panel.preference_version DEFAULT VALUES;

        UPDATE panel.preference SET name = 'list:' || substr(name, length('columns:') + 1),
            value = jsonb_build_object('columns', string_to_array(value, ','))::text
        WHERE starts_with(name, 'columns:');
    """)
