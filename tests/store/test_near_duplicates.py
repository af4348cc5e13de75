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


def test_no_keys_no_candidates(async_db, db) -> None:
    assert found(async_db, db, articles(2), []) == [[]]
