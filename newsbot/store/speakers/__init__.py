"""Which names are one person, and how much each speaker says."""
