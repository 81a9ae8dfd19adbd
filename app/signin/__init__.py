"""Signing in: passwords, the second factor, how often somebody may try, and other people's directories."""
