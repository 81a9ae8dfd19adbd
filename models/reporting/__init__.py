"""Reports at work: what was asked, what the database answers, and the tables that come of it."""
