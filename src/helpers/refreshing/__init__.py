"""Bringing tables up to date from upstream, by hand, and into dated releases.

The only room that uses the network, and only in ``chuhai refresh``. It writes the same CSVs
that people edit, through the same checks.
"""
