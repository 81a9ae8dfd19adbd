"""What an office wrote in YAML, checked against the catalog and completed by defaults."""
