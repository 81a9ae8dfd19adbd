-- Whatever changes what somebody may do moves the version, from whichever door, psql included.
CREATE OR REPLACE FUNCTION panel.move_permission_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE panel.permission_version SET version = version + 1;
    RETURN NULL;
END $$;

DO $$
DECLARE
    watched text;
BEGIN
    FOREACH watched IN ARRAY ARRAY['ab_permission', 'ab_view_menu', 'ab_permission_view',
        'ab_permission_view_role', 'ab_role', 'ab_user_role', 'ab_user_group', 'ab_group_role']
    LOOP
        IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'permission_version'
                       AND tgrelid = format('panel.%I', watched)::regclass) THEN
            EXECUTE format('CREATE TRIGGER permission_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
                ON panel.%I FOR EACH STATEMENT EXECUTE FUNCTION panel.move_permission_version()', watched);
        END IF;
    END LOOP;
END $$;
