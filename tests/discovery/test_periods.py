"""Which time a sitemap's name tells."""

import pytest

from newsbot.discovery.periods import named_periods


@pytest.mark.parametrize(
    ("names", "periods"),
    [
        (["sitemap-2024-05.xml", "sitemap-2023-12.xml"], ["2024-05-01/2024-06-01", "2023-12-01/2024-01-01"]),
        (["sitemap-202405.xml"], ["2024-05-01/2024-06-01"]),
        (["sitemap-20240517.xml", "sitemap-20240518.xml"], ["2024-05-01/2024-06-01"] * 2),
        (["2024/05/sitemap.xml"], ["2024-05-01/2024-06-01"]),
        (["sitemap.xml?yyyy=2024&mm=12&dd=31"], ["2024-12-01/2025-01-01"]),
        (["archive-2019.xml", "archive-2020.xml"], ["2019-01-01/2020-01-01", "2020-01-01/2021-01-01"]),
        (["archive-2019-1.xml", "archive-2019-12.xml"], ["2019-01-01/2020-01-01"] * 2),  # parts of a year
        (["archive-2019-11.xml", "archive-2019-13.xml"], ["2019-01-01/2020-01-01"] * 2),
        (["post-sitemap1.xml", "post-sitemap2019.xml"], [None, None]),  # pages
        (["post-sitemap9999.xml", "post-sitemap0001.xml"], [None, None]),
        (["sitemap-news.xml", "sitemap-2024-05.xml"], [None, "2024-05-01/2024-06-01"]),
        (["sitemap.xml"], [None]),
    ],
)
def test_the_month_or_year_of_a_name(names: list[str], periods: list[str | None]) -> None:
    urls = [f"https://www.5g-2024.example/{name}" for name in names]
    found = named_periods(urls)
    told = [found.get(url) for url in urls]
    assert [period and f"{period[0]:%Y-%m-%d}/{period[1]:%Y-%m-%d}" for period in told] == periods
