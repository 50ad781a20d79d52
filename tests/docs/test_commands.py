"""Commands that a document prints for copying, run as they are printed."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

from edge.kiosk.status import KioskStatus
from edge.kiosk.status_socket import KioskStatusServer

ROOT = Path(__file__).parents[2]


def run_block(document: str, begin: str, folder: Path) -> str:
    """Runs the shell block of a document that begins so, with `vitrina` in the PATH; returns what it prints."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if block.startswith(begin)]
    program = folder / "vitrina"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nfrom edge.cli.main import main\nsys.exit(main())\n", encoding="utf-8"
    )
    program.chmod(stat.S_IRWXU)
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "VITRINA_CONFIG": str(folder / "vitrina.toml"),
    }
    run = subprocess.run(["sh", "-c", block], capture_output=True, text=True, env=environment, timeout=60)
    return run.stdout


def test_a_monitor_gets_the_codes_of_the_table(tmp_path: Path) -> None:
    """docs/operations.md: nothing but the exit code is printed, and it follows the state of a kiosk that answers."""
    begin = "vitrina status > /dev/null\n"
    assert run_block("operations.md", begin, tmp_path) == "2\n"
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    assert run_block("operations.md", begin, tmp_path) == "3\n"
    for state, code in (("sensing", 0), ("paused", 0), ("degraded", 1)):
        with KioskStatusServer(tmp_path / "outbox.db", lambda state=state: KioskStatus("0.1.0", state, (), 0.0)):  # type: ignore[misc]
            assert run_block("operations.md", begin, tmp_path) == f"{code}\n"
