"""The screenshots of docs: after `scrapy crawl sample`, while `scrapy explore` runs, run this file."""

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
    browser.close()
