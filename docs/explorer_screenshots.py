"""The screenshots of docs: after `newsbot crawl sample`, while `newsbot explore` runs, run this file.

A third is of a form: while `newsbot explore --annotate --codebook FILE` runs, with the address that it prints; after it
the other two anew, as that shows links to forms.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
VIEWS = {
    "explorer-search": ("/?organisation=Havnet", "light"),
    "explorer-speaker": ("/speaker?key=tomasz+wierzbicki", "dark"),
}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
    for name, (path, scheme) in VIEWS.items():
        page = browser.new_page(viewport={"width": 1100, "height": 1000}, color_scheme=scheme)
        page.goto(f"http://127.0.0.1:8055{path}")
        page.screenshot(path=HERE / f"{name}.png")
    for key in sys.argv[1:]:
        page = browser.new_page(viewport={"width": 1100, "height": 1000})
        page.goto(key)
        page.goto("http://127.0.0.1:8055/?organisation=Havnet")
        page.get_by_role("link", name="Annotate").first.click()
        page.locator("form.annotate").wait_for()
        page.screenshot(path=HERE / "explorer-annotate.png")
    browser.close()
