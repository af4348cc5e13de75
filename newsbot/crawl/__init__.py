"""The work of a crawl around its pages: where it looks for articles, which it checks again, and how it ends."""
