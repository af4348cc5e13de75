"""What keeps a corpus in order: removal, disk space, and the corpus checked against itself."""
