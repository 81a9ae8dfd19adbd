"""Floor 2: rows to bytes: Excel workbooks and letters."""
