"""Files of rows: received, recognised by content, kept once per content, shown small, verified."""
