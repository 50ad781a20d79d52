"""Kits by name, built-in and third-party."""

import sys
from pathlib import Path

import pytest

from firmware_bridge.errors import KitError
from firmware_bridge.kits import grove, registry

PACKAGE = '''
from firmware_bridge.samples import Counters, KitInfo, Sample


class Decoder:
    """A kit that sends one number per byte."""

    info = KitInfo("bytes", "Bytes", baud=9600, rate_hz=None, has_eda=True, has_pulse=False)
    settings = {"scale": "microsiemens a step"}

    def __init__(self, scale: float, offset: int = 0, word: str = "", loud: bool = False) -> None:
        self.counters = Counters()
        self._scale = scale

    def hello(self) -> bytes:
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        return [Sample(None, eda_us=self._scale * byte) for byte in data]

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""
'''


@pytest.fixture
def third_party_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package installed as by pip: a module, and metadata with entry points."""
    (tmp_path / "third_party_kit.py").write_text(PACKAGE)
    info = tmp_path / "third_party_kit-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party-kit\nVersion: 1.0\n")
    points = "bytes = third_party_kit:Decoder\ngrove = third_party_kit:Decoder\nbroken = third_party_kit:Absent\n"
    (info / "entry_points.txt").write_text(f"[vitrina.kits]\n{points}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "third_party_kit", raising=False)


@pytest.mark.usefixtures("third_party_package")
def test_a_third_party_kit_is_found_by_its_entry_point() -> None:
    """It is listed after the built-in kits and created from its settings."""
    assert registry.kit_names()[: len(registry.OURS)] == list(registry.OURS)
    assert {"bytes", "broken"} <= set(registry.kit_names())
    kit = registry.make("bytes", {"scale": 2})
    assert kit.info.title == "Bytes"
    assert [sample.eda_us for sample in kit.decode(b"\x03")] == [6.0]


@pytest.mark.usefixtures("third_party_package")
def test_its_settings_are_read_from_its_signature() -> None:
    """Name, type, default, and text if there is one."""
    scale, offset, word, loud = registry.kit_settings("bytes")
    assert (scale.type, scale.is_needed, scale.text) == (float, True, "microsiemens a step")
    assert (offset.type, offset.default, word.type, loud.type) == (int, 0, str, bool)


@pytest.mark.usefixtures("third_party_package")
def test_a_package_cannot_replace_a_built_in_kit() -> None:
    """The name `grove` stays the built-in decoder."""
    assert registry.load_kit_class("grove") is grove.Decoder


@pytest.mark.usefixtures("third_party_package")
def test_the_error_of_a_package_that_cannot_be_loaded_names_it() -> None:
    """With its entry point."""
    with pytest.raises(KitError, match="broken = third_party_kit:Absent of third-party-kit could not be loaded"):
        registry.load_kit_class("broken")


def test_one_error_lists_all_problems_of_the_settings() -> None:
    """Unknown, missing and of a wrong type; values that the kit itself rejects have its own text."""
    with pytest.raises(
        KitError,
        match=r"no setting colour[\s\S]*setting revision is missing[\s\S]*rate = 'fast' is not of the type int",
    ):
        registry.make("bitalino", {"colour": 1, "rate": "fast"})
    with pytest.raises(KitError, match="kit grove: bits = 8"):
        registry.make("grove", {"bits": 8})
    with pytest.raises(KitError, match=r"unknown kit groove. Available: grove, "):
        registry.make("groove", {})


@pytest.mark.parametrize("name", registry.OURS)
def test_each_built_in_kit_has_its_name_and_texts(name: str) -> None:
    """The name in the table is that of its KitInfo, and every setting has a text."""
    decoder = registry.load_kit_class(name)
    assert decoder.info.name == name  # type: ignore[attr-defined]
    assert all(setting.text for setting in registry.kit_settings(name))


def test_built_in_decoders_have_the_same_methods_in_the_same_order() -> None:
    """A reader who knows one file knows all."""
    order = ["hello", "decode", "reply", "goodbye"]
    for name in registry.OURS:
        methods = [
            key
            for key in vars(registry.load_kit_class(name))
            if not key.startswith("_") and key not in ("info", "settings")
        ]
        assert methods == order, name
