"""Pages of the Python API: their examples run as printed, and each entry has what a caller needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.doubles.recordings import write_worn

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") for name in ("python.md", "kit-api.md")}
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def test_the_examples_run_as_printed(tmp_path: Path) -> None:
    """All in one program. Each prints what the page shows after it, if it shows it."""
    if sys.version_info < (3, 11):
        pytest.skip("the central server needs Python 3.11 or newer")
    write_worn(tmp_path / "wearer.csv", 70)
    (tmp_path / "plays.csv").write_text("creative,start_s,end_s\nspring_a,10,60\n", encoding="utf-8")
    examples = [found for text in PAGES.values() for found in EXAMPLE.findall(text.partition("| module |")[0])]
    assert len(examples) == 4
    program = "print('--')\n".join(code for code, _ in examples)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.split("--\n")
    assert all(printed)
    assert [text for text, (_, shown) in zip(printed, examples, strict=True) if shown] == [
        shown for _, shown in examples if shown
    ]


@pytest.mark.parametrize("page", PAGES)
def test_each_entry_has_a_signature_and_a_text(page: str) -> None:
    entries = re.findall(r"^### `([\w.]+)(?:\(\))?`\n(.*?)(?=^##|\Z|^<!--)", PAGES[page], re.MULTILINE | re.DOTALL)
    assert len(entries) > 40
    bare = [name for name, text in entries if not re.search(r"```python\n.+?```\n\n\S", text, re.DOTALL)]
    assert bare == []


def test_a_class_shows_its_arguments_and_the_units_of_its_fields() -> None:
    page = PAGES["kit-api.md"]
    assert "class KitSession(port: SerialPort, kit: Kit)\n" in page
    assert "    eda_us: float = nan  # skin conductance, microsiemens, never below 0\n" in page
    assert "Use it in a `with` statement, which closes it." in page


def test_a_long_signature_has_an_argument_per_line() -> None:
    """On a phone the others would be behind the edge."""
    assert (
        "\nreplay_messages(\n    video: File | None = None,\n    *,\n    audio: File | None = None,\n"
        in PAGES["python.md"]
    )
