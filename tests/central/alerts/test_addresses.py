"""A webhook goes to public addresses alone, however a private one is written."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.alerts.addresses import AddressRefusedError, is_public, resolve_address

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3",
    "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:0:1::1",
)  # fmt: skip


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_that_is_not_public_is_refused(text: str) -> None:
    assert not is_public(ip_address(text))
    with pytest.raises(AddressRefusedError, match="not a public address"):
        resolve_address(text, 443, allow_private=False)


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_taken(text: str) -> None:
    assert is_public(ip_address(text))
    assert resolve_address(text, 443, allow_private=False)[1][1] == 443


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "0"])
def test_other_ways_to_write_loopback_are_refused(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        resolve_address(host, 443, allow_private=False)


def test_one_private_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that also leads to a public address is refused: the next attempt may get the other one."""

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 443)), (socket.AF_INET, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(AddressRefusedError, match=r"resolves to 10\.0\.0\.1"):
        resolve_address("alerts.example.org", 443, allow_private=False)
    assert resolve_address("alerts.example.org", 443, allow_private=True)[1] == ("8.8.8.8", 443)


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 300, "x..y"])
def test_a_name_that_leads_nowhere_is_told(host: str) -> None:
    with pytest.raises(AddressRefusedError, match="cannot be looked up"):
        resolve_address(host, 443, allow_private=False)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_counts_as_the_one_it_holds(address: object) -> None:
    assert is_public(ip_address(f"::ffff:{address}")) == is_public(ip_address(str(address)))
    assert not is_public(ip_address(f"64:ff9b::{address}"))
