"""A replay of the kiosk goes through the central server and comes back byte for byte."""

import subprocess
import sys
from pathlib import Path

from tests.doubles.central_server import ROOT
from tests.people import Films

PLAYS = "creative,start_s,end_s\nspring_a,0,2\nsummer_b,2,4\n"


def test_the_lines_of_a_replay_come_back(films: Films, tmp_path: Path) -> None:
    """`vitrina replay … | vitrina-central import -`, then `export messages`; a second import stores nothing."""
    plays = tmp_path / "plays.csv"
    plays.write_text(PLAYS)
    replay = [sys.executable, "-c", "import sys; from edge.cli.main import main; sys.exit(main())", "replay"]
    replay += ["--video", str(films(1)), "--plays", str(plays), "--k", "1", "--window", "1"]
    central = [sys.executable, "-m", "central"]
    data = ["--data", str(tmp_path / "data")]
    lines = subprocess.run(replay, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout
    assert len(lines.splitlines()) > 2
    for words in ("0 were stored before", "stored 0 messages"):
        run = subprocess.run([*central, "import", "-", *data], input=lines, capture_output=True, check=True, cwd=ROOT)
        assert words in run.stderr.decode()
    export = subprocess.run([*central, "export", "messages", *data], capture_output=True, check=True, cwd=ROOT)
    assert export.stdout == lines
