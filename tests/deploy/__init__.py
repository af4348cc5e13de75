"""What deploy/ holds: by the tools that read it where they are there, and run for real where it can be."""
