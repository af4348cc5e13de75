"""Which stored articles may tell the same story; what many share is boilerplate and costs nothing."""

import asyncio

from newsbot.store.articles.near_duplicates import HOT, MOST_FOUND, NearDuplicates

ABOUT = list(range(1, 9))
"""Keys of a paragraph about the company that closes all its releases."""


def articles(number: int) -> list[dict]:
    return [
        {"_id": f"a{n:04}", "body": f"release {n} " * 30, "signature": [*ABOUT, *range(1000 * n, 1000 * n + 8)]}
        for n in range(1, number + 1)
    ]


def found(async_db, db, stored: list[dict], *signatures: list[int]) -> list[list[str]]:
    db["articles"].insert_many(stored)

    async def scenario() -> list[list[str]]:
        async with async_db() as opened:
            tellings = NearDuplicates(opened)
            return [(await tellings.candidates({"": signature}))[""] for signature in signatures]

    return asyncio.run(scenario())


def test_those_that_share_two_keys_come_with_the_most_alike_first(async_db, db) -> None:
    asked = [5000, 5001, 5002, 7000, 7001, 9000]
    assert found(async_db, db, articles(20), asked) == [["a0005", "a0007"]]


def test_a_copy_is_found_among_hundreds_with_the_same_boilerplate(async_db, db) -> None:
    assert MOST_FOUND + 100 > HOT
    asked = [*ABOUT, *range(333_000, 333_008)]
    assert found(async_db, db, articles(MOST_FOUND + 100), asked) == [["a0333"]]


def test_boilerplate_alone_is_nobodys_copy(async_db, db) -> None:
    alone, again = found(async_db, db, articles(MOST_FOUND + 100), [*ABOUT, -1, -2], ABOUT)
    assert alone == again == []


def test_stories_asked_about_together_take_no_candidates_from_each_other(async_db, db) -> None:
    """Each of a hundred has a copy, and shares single keys with twenty others."""
    stories = range(1, 101)
    db["articles"].insert_many(
        {"_id": f"b{one:03}-{other:02}", "signature": [1000 * one + other]} for one in stories for other in range(20)
    )
    db["articles"].insert_many(
        {"_id": f"c{one:03}", "signature": [1000 * one + 50, 1000 * one + 51]} for one in stories
    )

    async def scenario() -> dict[str, list[str]]:
        async with async_db() as opened:
            asked = {f"{one:03}": [1000 * one + other for other in (*range(20), 50, 51)] for one in stories}
            return await NearDuplicates(opened).candidates(asked)

    assert asyncio.run(scenario()) == {f"{one:03}": [f"c{one:03}"] for one in stories}


def test_no_keys_no_candidates(async_db, db) -> None:
    assert found(async_db, db, articles(2), []) == [[]]
