"""The database as it is: read from pg_catalog, mapped to tables, its refusals put into words."""
