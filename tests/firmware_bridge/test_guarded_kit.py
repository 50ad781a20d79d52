"""Code of other packages that fails gives one error, which says where."""

from pathlib import Path

import pytest

from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.guarded_kit import GuardedKit, call_plugin
from firmware_bridge.kits import registry
from firmware_bridge.samples import Kit
from tests.doubles.kit_packages import install_kits

POINTS = {registry.GROUP: {"bytes": "Decoder", "odd": "Odd", "plain": "Plain", "uncounted": "NoCounters"}}


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    install_kits(tmp_path, monkeypatch, POINTS)
    return registry.make("bytes", {})


def test_a_kit_of_another_package_works_behind_the_guard(kit: Kit) -> None:
    assert (kit.info.title, kit.hello(), kit.reply(), kit.goodbye()) == ("Bytes", b"", b"", b"")
    assert [sample.eda_us for sample in kit.decode(b"\x03\x04")] == [3.0, 4.0]
    assert (kit.counters.bytes, kit.counters.samples) == (2, 2)


@pytest.mark.parametrize(
    ("byte", "text"),
    [
        (
            255,
            r"kit bytes: decode raised IndexError \(no such byte; kit_package.py, line 20\). This is an error in the",
        ),
        (254, "kit bytes: decode did not return a list of Sample with numbers. This is an error in the package"),
        (253, "kit bytes: decode did not return a list of Sample with numbers. This is an error in the package"),
        (252, r"kit bytes: decode raised SystemExit \(0; kit_package.py, line 26\). This is an error in the package"),
    ],
)
def test_whatever_decode_raises_or_returns_is_one_error_with_its_place(kit: Kit, byte: int, text: str) -> None:
    with pytest.raises(KitFailedError, match=text):
        kit.decode(bytes([byte]))


def test_what_is_written_to_the_port_must_be_bytes(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(kit, GuardedKit)
    monkeypatch.setattr(kit._kit, "reply", lambda: "again")
    with pytest.raises(KitFailedError, match="kit bytes: reply returned str, not bytes"):
        kit.reply()


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("odd", {}, r"kit odd: its class raised OSError \(no disk; kit_package.py, line \d+\)"),
        ("odd", {"width": 1}, "kit odd: width = 1 is not valid: use 0."),
        ("plain", {}, "kit plain: its attribute info is missing. Set it to a KitInfo."),
        ("uncounted", {}, "kit uncounted: its attribute counters is missing. Set it to a Counters."),
    ],
)
@pytest.mark.usefixtures("kit")
def test_a_class_that_fails_or_is_no_kit_is_refused(name: str, given: dict[str, registry.Value], text: str) -> None:
    with pytest.raises(KitError, match=text):
        registry.make(name, given)


def test_an_error_without_text_or_place_still_has_its_type() -> None:
    def fail() -> None:
        raise MemoryError

    with pytest.raises(KitFailedError, match=r"kit x: y raised MemoryError \(test_guarded_kit.py, line \d+\)\."):
        call_plugin("x", "y", fail)
