"""Housekeeping: removal, disk space, and the corpus checked against itself."""
