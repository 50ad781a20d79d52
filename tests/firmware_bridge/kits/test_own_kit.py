"""The example kit of docs/research/kits.md, installed like a third-party package."""

import re
import sys
from functools import reduce
from operator import xor
from pathlib import Path

import pytest

from firmware_bridge.cli import main
from firmware_bridge.kits import registry
from firmware_bridge.samples import Kit

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MODULES = ("palm_kit", "palm_device")
DOCUMENT = Path(__file__).parents[3] / "docs" / "research/kits.md"


def block(language: str, name: str) -> str:
    """The code block of the document that begins with a file name."""
    match = re.search(rf"```{language}\n# {re.escape(name)}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert match, name
    return match[1]


@pytest.fixture
def palm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    """The kit, with its module and metadata installed as by pip."""
    for module in MODULES:
        (tmp_path / f"{module}.py").write_text(block("python", f"{module}.py"))
    points = tomllib.loads(block("toml", "pyproject.toml"))["project"]["entry-points"]
    info = tmp_path / "palm_kit-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: palm-kit\nVersion: 1.0\n")
    lines = [line for group, names in points.items() for line in (f"[{group}]", *map(" = ".join, names.items()))]
    (info / "entry_points.txt").write_text("\n".join([*lines, ""]))
    monkeypatch.syspath_prepend(str(tmp_path))
    for module in MODULES:
        monkeypatch.delitem(sys.modules, module, raising=False)
    return registry.make("palm", {"series_ohm": 1000})


def line(number: int, ohm: int) -> bytes:
    content = f"PALM,{number % 256},{ohm}"
    return f"${content}*{reduce(xor, content.encode()):02X}\r\n".encode()


def test_the_example_is_as_short_as_the_document_says() -> None:
    """Without blank lines."""
    assert sum(bool(text.strip()) for text in block("python", "palm_kit.py").splitlines()) <= 40


def test_the_example_reads_the_line_in_the_document(palm: Kit) -> None:
    """With its check."""
    example = re.search(r"`(\$PALM[^`]*)`", DOCUMENT.read_text(encoding="utf-8"))
    assert example
    (sample,) = palm.decode(b"\n" + example[1].encode() + b"\r\n")
    assert sample.eda_us == pytest.approx(1e6 / 247_300)


def test_the_example_keeps_the_promises_of_a_kit(palm: Kit) -> None:
    """The stream may be split anywhere, losses are counted, and only damaged lines give no sample."""
    assert palm.hello() + palm.reply() + palm.goodbye() == b""
    stream = b"\n" + b"".join(line(n, 250_000 + n) for n in range(250, 260))
    samples = [sample for byte in stream for sample in palm.decode(bytes([byte]))]
    assert len(samples) == 10
    assert palm.decode(line(263, 250_000))
    assert palm.counters.lost == 3
    before = palm.counters.samples
    for at in range(len(line(7, 250_000)) - 2):
        broken = bytearray(line(7, 250_000))
        broken[at] ^= 0x04
        assert len(palm.decode(bytes(broken) + line(8, 250_000))) == 1, broken
    assert palm.counters.samples - before == len(line(7, 250_000)) - 2
    assert palm.decode(line(9, 60_000_000))[0].open_circuit
    palm.decode(bytes(range(256)) * 400)
    assert palm.counters.bad > 0


def test_the_example_is_listed_with_its_settings(palm: Kit) -> None:
    """After the built-in kits."""
    assert registry.kit_names()[-1] == "palm"
    (setting,) = registry.kit_settings("palm")
    assert (setting.name, setting.type, setting.default) == ("series_ohm", int, 0)
    assert setting.text.startswith("of the resistor")


@pytest.mark.usefixtures("palm")
def test_the_example_passes_the_checks_with_its_simulated_kit(capsys: pytest.CaptureFixture[str]) -> None:
    """The output is that of the document."""
    assert main.main(["check", "palm", "--set", "series_ohm=1000"]) == 0
    assert f"$ vitrina kit check palm\n{capsys.readouterr().out}```" in DOCUMENT.read_text(encoding="utf-8")
