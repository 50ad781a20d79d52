"""Lookup of the broker's name within a time."""

import pytest

from edge.uplink.mqtt import name_lookup


def test_a_lookup_that_ends_by_a_fault_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_host: str, _port: int) -> None:
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(name_lookup, "resolve_broker_name", fails)
    with pytest.raises(TimeoutError, match=r"the name server has not answered for 0\.01 s"):
        name_lookup.resolve_broker_name_within("broker", 1883, 0.01)
