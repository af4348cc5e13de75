"""Which hosts are on the public web, in every form that an address may be written in."""

import pytest

from newsbot.middlewares.private_network import is_public


@pytest.mark.parametrize("host", ["news.example", "8.8.8.8", "[2606:4700::1]", "64:ff9b::808:808", "2002:808:808::1"])
def test_the_web_is_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "localhost",
            "localhost.",
            "a.localhost",
            "127.0.0.1",
            "10.0.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
        ),
        *("224.0.0.1", "239.1.1.1", "255.255.255.255", "192.88.99.1", "198.18.0.1"),
        *("::1", "[::1]", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
        *("127.1", "0177.0.0.1", "127.0.0.01", "0x7f.0.0.1", "0x7f000001", "2130706433", "167772161"),
        *("2002:7f00:1::1", "2002:a00:1::1", "2001::1"),
    ],
)
def test_what_leads_inside_is_not(host: str) -> None:
    assert not is_public(host)
