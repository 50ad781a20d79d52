"""Tests of commands of a study on a kiosk where packages of the extra `study` are missing."""

import subprocess
import sys
from pathlib import Path

from edge.exit_codes import BAD_USAGE, DONE

COMMANDS = """
import sys
from edge.cli.main import main
sys.modules["scipy"] = sys.modules["cryptography"] = None
place = sys.argv[1]
config = ["--config", place + "/vitrina.toml"]
study = place + "/study"
print([main(["study", *command, *config]) for command in (
    ["new", study, "--name", "Ads", "--until", "2099-12-31"],
    ["participant", "list", study],
    ["session", study, "--participant", "w9"],
    ["simulate", place + "/made", "--participants", "1", "--ads", "1"],
)])
"""
UNKNOWN = "study: there is no participant w9. Participants: none. Add one: vitrina study participant add"
WITHOUT_CRYPTOGRAPHY = (
    "study: the package cryptography is not installed. Install the packages for studies: pip install 'vitrina[study]'"
)


def test_studies_are_recorded_without_scipy(tmp_path: Path) -> None:
    """Only encryption is needed, and its error names the fix."""
    (tmp_path / "state").mkdir()
    keys = f'[study]\nkeys = "{tmp_path}/stick"\n'
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/state/outbox.db"\n{keys}')
    run = subprocess.run([sys.executable, "-c", COMMANDS, str(tmp_path)], capture_output=True, text=True, check=False)
    assert run.stderr.splitlines() == [UNKNOWN, WITHOUT_CRYPTOGRAPHY]
    assert run.stdout.splitlines()[-1] == str([DONE, DONE, BAD_USAGE, BAD_USAGE])
