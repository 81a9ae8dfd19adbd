"""Codes that let somebody fill in one form of the satisfaction survey, and kiosks.

No column leads to a person, a report or a letter, and a used code is deleted.
"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.survey_token (
            digest text PRIMARY KEY,
            kind text NOT NULL,
            service text,
            expires_at timestamptz NOT NULL,
            opened_by text,
            opened_at timestamptz,
            CONSTRAINT survey_token_kind_known CHECK (kind IN ('link', 'kiosk')),
            CONSTRAINT survey_token_link_of_nobody
                CHECK (kind = 'kiosk' OR num_nonnulls(opened_by, opened_at) = 0));
        CREATE INDEX survey_token_expires ON panel.survey_token (expires_at);
        COMMENT ON TABLE panel.survey_token IS 'Kode sekali pakai untuk mengisi survei; kios yang terbuka';
        COMMENT ON COLUMN panel.survey_token.service IS 'Layanan yang dinilai; tidak terkait orang';
    """)
