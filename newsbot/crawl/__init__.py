"""What a crawl does around the pages: where it looks for articles, what it checks again, and how it ends."""
