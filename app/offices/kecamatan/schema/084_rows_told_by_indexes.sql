-- Who sees a report hangs on three of its columns: with them in the index of an order, a page's rows are
-- counted from the index alone.

DROP INDEX reports_by_received, reports_open_by_due, reports_running_by_due, reports_open_by_received;
CREATE INDEX reports_by_received ON reports (received_at, id) INCLUDE (content_secret, received_by, unit);
CREATE INDEX reports_open_by_due ON reports (due_at, id) INCLUDE (content_secret, received_by, unit)
    WHERE closed_at IS NULL;
CREATE INDEX reports_running_by_due ON reports (due_at, id) INCLUDE (content_secret, received_by, unit)
    WHERE closed_at IS NULL AND paused_at IS NULL;
CREATE INDEX reports_open_by_received ON reports (received_at, id) INCLUDE (content_secret, received_by, unit)
    WHERE closed_at IS NULL;
