"""Commands that a document prints for copying, run as they are printed."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.state.status import KioskStatus, LastStoredMessage
from edge.settings.places import MACHINE
from edge.tools.status import status_lines
from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]


def block_of(document: str, begin: str) -> str:
    """The shell block of a document that begins so."""
    text = (ROOT / document).read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if block.startswith(begin)]
    return str(block)


def write_program(folder: Path) -> None:
    """`vitrina`, of this checkout."""
    program = folder / "vitrina"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nfrom edge.cli.main import main\nsys.exit(main())\n", encoding="utf-8"
    )
    program.chmod(stat.S_IRWXU)


def run_block(document: str, begin: str, folder: Path) -> str:
    """Runs a block of a document, with `vitrina` in the PATH; returns what it prints."""
    block = block_of(f"docs/{document}", begin)
    write_program(folder)
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VITRINA_CONFIG": str(folder / "vitrina.toml"),
    }
    run = subprocess.run(["sh", "-c", block], capture_output=True, text=True, env=environment, timeout=60)
    return run.stdout


def test_a_monitor_gets_the_codes_of_the_table(tmp_path: Path) -> None:
    """Nothing but the exit code is printed, and it follows the state of a kiosk that answers."""
    begin = "vitrina status > /dev/null\n"
    assert run_block("shop/operate.md", begin, tmp_path) == "2\n"
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    assert run_block("shop/operate.md", begin, tmp_path) == "3\n"
    for state, code in (("sensing", 0), ("paused", 0), ("degraded", 1)):
        with KioskStatusServer(tmp_path / "outbox.db", lambda state=state: KioskStatus("0.1.0", state, (), 0.0)):  # type: ignore[misc]
            assert run_block("shop/operate.md", begin, tmp_path) == f"{code}\n"


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A home whose path is as short as that of a person: the path of a Unix socket has 107 characters at most."""
    with TemporaryDirectory(prefix="home-") as folder:
        yield Path(folder)


@pytest.mark.skipif(MACHINE.settings.exists() or MACHINE.state.exists(), reason="Vitrina is installed on this machine")
def test_the_first_page_runs_a_kiosk_in_an_empty_home(short_home: Path) -> None:
    """No folder of the machine, no broker and no camera is wanted. The log says where settings and messages are, and
    the other commands find the kiosk."""
    write_program(short_home)
    names = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VITRINA_"))}
    environment = names | {
        "HOME": str(short_home),
        "PATH": f"{short_home}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    block = block_of("docs/start/first-study.md", "mkdir -p ~/.config/vitrina\n") + "exec vitrina run\n"
    state = short_home / ".local/state/vitrina"
    log = short_home / "log.txt"

    def is_paused() -> bool:
        """True once the kiosk says so to another command. It is degraded for a moment at its start."""
        told = subprocess.run(["vitrina", "status"], env=environment, capture_output=True, text=True)
        return told.stdout.startswith("paused")

    with log.open("w") as file, subprocess.Popen(["sh", "-ec", block], stderr=file, env=environment) as kiosk:
        try:
            wait_until(lambda: is_paused() or kiosk.poll() is not None, "a kiosk that is paused", patience_s=60.0)
            assert kiosk.poll() is None, log.read_text()
        finally:
            kiosk.terminate()
    assert kiosk.returncode == 0, log.read_text()
    assert (
        f"settings from {short_home}/.config/vitrina/vitrina.toml; messages are stored in {state}/outbox.db"
        in log.read_text()
    )
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {path.name for path in short_home.iterdir()} <= {"vitrina", "log.txt", ".config", ".local", ".cache"}


def test_the_page_explains_every_line_of_the_status() -> None:
    """docs/shop/operate.md: its blocks have lines that `vitrina status` prints, and its table has each of them."""
    page = (ROOT / "docs" / "shop/operate.md").read_text(encoding="utf-8")
    everything = KioskStatus(
        "0.1.0", "degraded", ("a reason",), 0.0, held=True, last=LastStoredMessage("health", 1, 0.0),
        broker="broker:8883", wrong=("an alert",), use="shop", reader="smile-mesh", laughter="a reason",
        without_verdicts=1,
        comments="text-3.4m: Vitrina ships it.",
        dropped_writers=10,
    )  # fmt: skip
    labels = {line[2:16].strip() for line in list(status_lines(everything, 1.0))[1:]}
    blocks = re.findall(r"```\n\$ sudo vitrina status\n(.*?)```", page, re.DOTALL)
    shown = {line[2:16].strip() for block in blocks for line in block.splitlines()[1:]}
    table = page.partition("| line | meaning |")[2].partition("\n\n")[0]
    assert len(blocks) >= 3
    assert shown <= labels
    assert {label for label in labels if f"`{label}`" in table} == labels


def test_a_study_begins_as_its_page_says(tmp_path: Path) -> None:
    """A study, its first participant, a check that finds nothing wrong, and orders of ads."""
    write_program(tmp_path)
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VITRINA_CONFIG": str(tmp_path / "vitrina.toml"),
    }
    block = block_of("docs/start/first-study.md", "vitrina study new").replace("2027-03-31", "2099-12-31")
    block += block_of("docs/research/studies.md", "vitrina study order")
    run = subprocess.run(
        ["sh", "-e", "-c", block], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert "w1 consents to kits, face, voice until 2099-12-31." in run.stdout
    assert "w1  0 sessions  kits, face, voice" in run.stdout
    assert re.search(r"^w12 .*spring", run.stdout, re.MULTILINE)
    assert (tmp_path / "ad-study" / "study.toml").is_file()


def test_texts_of_ones_own_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/results/comments.md: a table and standard input, by the network that ships."""
    pytest.importorskip("sentencepiece", reason="pip install 'vitrina[comments]'")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reviews.csv").write_text("text\nThe bread was lovely.\nRude staff, never again.\n")
    (tmp_path / "vitrina.toml").write_text("")
    printed = run_block("results/comments.md", "vitrina read-text reviews.csv\n", tmp_path)
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("     ")] == [
        "positive",
        "negative",
        "positive",
    ]
