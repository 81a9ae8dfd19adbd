"""Work in the background: the queue of procrastinate, in our schema, and what people are told of a job."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"

# Their functions name no schema: whoever calls them, they find their tables in ours.
AT_HOME = """
    DO $$
    DECLARE one regprocedure;
    BEGIN
        FOR one IN SELECT oid FROM pg_proc
                   WHERE pronamespace = 'panel'::regnamespace AND starts_with(proname, 'procrastinate_') LOOP
            EXECUTE format('ALTER FUNCTION %s SET search_path = panel, pg_temp', one);
        END LOOP;
    END $$;
"""
JOB = """
    CREATE TABLE panel.job (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id integer,
        username text NOT NULL,
        language text NOT NULL,
        kind text NOT NULL,
        label text NOT NULL,
        facts jsonb NOT NULL DEFAULT '{}',
        screen text,
        args jsonb NOT NULL DEFAULT '{}',
        safe boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'waiting'
            CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        done bigint NOT NULL DEFAULT 0,
        total bigint,
        attempts integer NOT NULL DEFAULT 0,
        cancel_asked boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        seen_at timestamptz,
        ended_at timestamptz,
        result jsonb,
        error text,
        error_facts jsonb);
    COMMENT ON TABLE panel.job IS 'Pekerjaan latar: siapa memintanya, sejauh mana, dan hasilnya';
    CREATE INDEX job_of_user ON panel.job (user_id, id DESC);
    CREATE INDEX job_under_way ON panel.job (id) WHERE state IN ('waiting', 'running');
"""


def upgrade() -> None:
    path = op.get_bind().exec_driver_sql("SELECT current_setting('search_path')").scalar()
    queue = Path(__file__).with_name("0009_queue.sql").read_text(encoding="utf-8")
    _run("SET LOCAL search_path = panel, pg_temp")
    _run(queue)
    _run(AT_HOME)
    _run(JOB)
    op.get_bind().exec_driver_sql("SELECT set_config('search_path', %s, true)", (path,))


def _run(sql: str) -> None:
    """As it stands: neither percent signs nor colons are parameters."""
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
