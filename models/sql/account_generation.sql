-- A new password, or an account switched off, ends what was opened before: also when psql does it.
CREATE OR REPLACE FUNCTION panel.move_account_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO panel.account (user_id, generation) VALUES (NEW.id, 1)
    ON CONFLICT (user_id) DO UPDATE SET generation = panel.account.generation + 1;
    RETURN NULL;
END $$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'account_generation'
                   AND tgrelid = 'panel.ab_user'::regclass) THEN
        CREATE TRIGGER account_generation AFTER UPDATE ON panel.ab_user
        FOR EACH ROW WHEN (OLD.password IS DISTINCT FROM NEW.password OR OLD.active IS DISTINCT FROM NEW.active)
        EXECUTE FUNCTION panel.move_account_generation();
    END IF;
END $$;
