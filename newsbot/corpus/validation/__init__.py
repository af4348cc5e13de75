"""How right the corpus is: a sample of quotes that people check, what they find, and how far they agree."""
