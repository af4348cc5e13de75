"""Where an answer comes from: the card beside an export, and entries for a bibliography."""
