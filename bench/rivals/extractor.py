"""Extract stored pages by one library: python extractor.py newspaper4k|news-please|trafilatura|newsbot FOLDER COUNT.

Prints one line of JSON: CPU seconds of the extraction alone, and how many pages have each field.
"""

import json
import sys
import time
from pathlib import Path

WHO, FOLDER, COUNT = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])


def call():
    """A function from page and URL to (body, headline, authors, published), as the library's documentation shows it."""
    if WHO == "newspaper4k":
        from newspaper import Article

        def extract(page, url):
            article = Article(url, fetch_images=False)
            article.download(input_html=page.decode("utf-8", "replace"))
            article.parse()
            return article.text, article.title, article.authors, article.publish_date

    elif WHO == "news-please":
        from newsplease import NewsPlease

        def extract(page, url):
            article = NewsPlease.from_html(page.decode("utf-8", "replace"), url=url)
            return article.maintext, article.title, article.authors, article.date_publish

    elif WHO == "trafilatura":
        from trafilatura import bare_extraction

        def extract(page, url):
            found = bare_extraction(page, url=url, with_metadata=True)
            return (found.text, found.title, found.author, found.date) if found else (None,) * 4

    else:
        from newsbot.extraction import extract_article

        def extract(page, url):
            found = extract_article(page, url=url)
            return found.body, found.headline, found.authors, found.published

    return extract


extract = call()
pages = [(FOLDER / f"{number}.html").read_bytes() for number in range(COUNT)]
urls = ["https://news.example.com" + path for path in (FOLDER / "urls.txt").read_text().split()]
found = {"pages": len(pages), "body": 0, "headline": 0, "authors": 0, "published": 0}
began = time.process_time()
for page, url in zip(pages, urls, strict=False):
    try:
        fields = extract(page, url)
    except Exception:  # a rival's own fault on one page: the page counts as without fields
        continue
    for name, value in zip(("body", "headline", "authors", "published"), fields, strict=True):
        found[name] += bool(value)
print(json.dumps({"cpu": time.process_time() - began, **found}))
