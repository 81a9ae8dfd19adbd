"""Floor 1: what is true. Imports no Flask, no FAB, no request and no clock."""
