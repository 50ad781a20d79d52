"""Streams of the Lab Streaming Layer, with a double of pylsl that records its calls."""

import sys
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Any

import pytest

from firmware_bridge.cli import streams
from firmware_bridge.cli.streams import LslOutlets
from firmware_bridge.errors import MissingLibraryError
from firmware_bridge.kits import registry
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSigns


@dataclass
class Element:
    """An XML element in a stream's description."""

    children: list[tuple[str, Any]] = field(default_factory=list)

    def append_child(self, name: str) -> "Element":
        self.children.append((name, Element()))
        child = self.children[-1][1]
        assert isinstance(child, Element)
        return child

    def append_child_value(self, name: str, value: str) -> None:
        self.children.append((name, value))

    def values(self, name: str) -> list[str]:
        own = [value for key, value in self.children if key == name and isinstance(value, str)]
        return own + [text for _, child in self.children if isinstance(child, Element) for text in child.values(name)]


class Lsl:
    """The used part of pylsl. Its clock is 1000 s ahead of ours."""

    def __init__(self) -> None:
        self.infos: list[tuple[Any, ...]] = []
        self.descriptions: list[Element] = []
        self.sent: dict[str, list[tuple[list[float], float]]] = {}

    def local_clock(self) -> float:
        return 1500.0

    def StreamInfo(self, *arguments: Any) -> Any:  # noqa: N802  the name is pylsl's
        lsl = self
        lsl.infos.append(arguments)
        lsl.descriptions.append(Element())

        class Info:
            type = arguments[1]

            def desc(self, own: Element = lsl.descriptions[-1]) -> Element:
                return own

        return Info()

    def StreamOutlet(self, info: Any) -> Any:  # noqa: N802
        sent = self.sent.setdefault(info.type, [])

        class Outlet:
            def push_sample(self, values: list[float], at_s: float) -> None:
                sent.append((values, at_s))

        return Outlet()


def timed_sample(at_s: float, hr_bpm: float, ibi_ms: float = nan, eda_us: float = 4.0) -> TimedSample:
    return TimedSample(at_s, Sample(None, eda_us, 0.5, ibi_ms=ibi_ms), VitalSigns(at_s, eda_us, 0.9, True, hr_bpm))


def test_each_stream_has_its_unit_and_each_sample_its_time() -> None:
    """Skin conductance with its quality and the pulse wave are regular; heart rate and intervals are irregular."""
    lsl = Lsl()
    outlets = LslOutlets(registry.make("vitrina", {}).info, "/dev/x", now=lambda: 500.0, lsl=lsl)
    outlets.push_samples([timed_sample(499.98, nan), timed_sample(500.0, 72.0, 830.0, nan)])
    outlets.push_samples([timed_sample(500.02, 72.0)])
    assert [info[1:5] for info in lsl.infos] == [
        ("EDA", 2, 50.0, "float32"),
        ("PPG", 1, 50.0, "float32"),
        ("HR", 1, 0.0, "float32"),
        ("RR", 1, 0.0, "float32"),
    ]
    assert [info[5] for info in lsl.infos] == [f"vitrina {kind} /dev/x" for kind in ("EDA", "PPG", "HR", "RR")]
    assert lsl.descriptions[0].values("unit") == ["microsiemens", "normalized"]
    assert [at_s for _, at_s in lsl.sent["EDA"]] == pytest.approx([1499.98, 1500.02])
    assert lsl.sent["EDA"][0][0] == [4.0, 0.9]
    assert len(lsl.sent["PPG"]) == 3
    assert lsl.sent["HR"] == [([72.0], 1500.0)]
    assert lsl.sent["RR"] == [([830.0], 1500.0)]


def test_a_kit_has_streams_only_of_its_own_signals() -> None:
    """A strap has no skin conductance and no pulse wave."""
    lsl = Lsl()
    LslOutlets(registry.make("ble_hr", {}).info, "/dev/x", now=lambda: 0.0, lsl=lsl)
    assert list(lsl.sent) == ["HR", "RR"]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("raise ModuleNotFoundError('pylsl')", "pylsl is not installed. Install it: pip install pylsl"),
        ("raise RuntimeError('LSL binary library file was not found.\\nPlease')", "file was not found. On ARM"),
    ],
)
def test_without_pylsl_or_liblsl_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, text: str
) -> None:
    """Both causes have their own text."""
    (tmp_path / "pylsl.py").write_text(module)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pylsl", raising=False)
    with pytest.raises(MissingLibraryError, match=text):
        streams.load_pylsl()
