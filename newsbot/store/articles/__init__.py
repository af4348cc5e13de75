"""Articles, quotes and pages as they are written, and the same story kept once."""
