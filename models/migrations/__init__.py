"""The chain of our own schema `panel`. It never touches a table of the office."""
