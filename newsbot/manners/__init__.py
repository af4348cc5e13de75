"""How a crawl behaves towards a site: robots.txt, pace, waits when it is refused, and when to give up."""
