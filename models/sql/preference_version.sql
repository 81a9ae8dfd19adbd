-- Whatever changes what people chose for their lists moves the version: only then it is worth reading again.
CREATE OR REPLACE FUNCTION panel.move_preference_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE panel.preference_version SET version = version + 1;
    RETURN NULL;
END $$;

-- A shared view outlives its maker; one for nobody else goes with them.
CREATE OR REPLACE FUNCTION panel.forget_own_views() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM panel.saved_view WHERE id = NEW.id;
    RETURN NULL;
END $$;

DO $$
DECLARE
    watched text;
BEGIN
    FOREACH watched IN ARRAY ARRAY['preference', 'saved_view', 'default_view']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'preference_version'
                       AND tgrelid = format('panel.%I', watched)::regclass) THEN
            EXECUTE format('CREATE TRIGGER preference_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
                ON panel.%I FOR EACH STATEMENT EXECUTE FUNCTION panel.move_preference_version()', watched);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'forget_own_views'
                   AND tgrelid = 'panel.saved_view'::regclass) THEN
        CREATE TRIGGER forget_own_views AFTER UPDATE OF owner ON panel.saved_view
            FOR EACH ROW WHEN (NEW.owner IS NULL AND NEW.scope = 'mine')
            EXECUTE FUNCTION panel.forget_own_views();
    END IF;
END $$;
