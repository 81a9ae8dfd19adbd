"""Reports that were sent: the file as it left, and its figures. Sending locks the period."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.sent_report (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            report text NOT NULL,
            period text NOT NULL,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            actor text NOT NULL,
            actor_name text,
            behalf text,
            door text NOT NULL,
            file_name text NOT NULL,
            sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
            file bytea NOT NULL,
            figures jsonb NOT NULL,
            unlocked_at timestamptz,
            unlocked_by text,
            unlocked_name text,
            unlock_reason text,
            CHECK (sha256 = encode(sha256(file), 'hex')),
            CHECK (num_nulls(unlocked_at, unlocked_by, unlock_reason) IN (0, 3)),
            CHECK (btrim(unlock_reason) <> ''));
        COMMENT ON TABLE panel.sent_report IS
            'Laporan yang sudah dikirim: berkasnya, sidik SHA-256, angkanya. Mengunci periodenya';
        CREATE UNIQUE INDEX sent_report_once ON panel.sent_report (report, period) WHERE unlocked_at IS NULL;
        CREATE INDEX sent_report_newest ON panel.sent_report (report, period DESC, id DESC);

        CREATE TABLE panel.sent_report_delivery (
            sent bigint NOT NULL REFERENCES panel.sent_report (id),
            way text NOT NULL,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (sent, way));
        COMMENT ON TABLE panel.sent_report_delivery IS
            'Ke mana berkas itu sudah diantar: sekali untuk setiap folder atau alamat surat';

        CREATE FUNCTION panel.keep_what_was_sent() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.unlocked_at IS NULL AND NEW.unlocked_at IS NOT NULL
               AND (to_jsonb(OLD) - '{unlocked_at,unlocked_by,unlocked_name,unlock_reason}'::text[])
                 = (to_jsonb(NEW) - '{unlocked_at,unlocked_by,unlocked_name,unlock_reason}'::text[]) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'laporan yang sudah dikirim tidak dapat diubah atau dihapus'
                USING ERRCODE = 'insufficient_privilege';
        END $$;
        CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON panel.sent_report
            FOR EACH ROW EXECUTE FUNCTION panel.keep_what_was_sent();
    """)
