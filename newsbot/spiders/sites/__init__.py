"""One table a site. `scrapy genspider -t news` writes here."""
