"""`vitrina run` and `vitrina console` on a machine where nothing is installed, as root calls them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EMPTY = """
set -e
mount -t tmpfs none /var/lib
mkdir -p "$HOME/layers"
mount -t tmpfs none "$HOME/layers"
mkdir "$HOME/layers/upper" "$HOME/layers/work"
mount -t overlay none -o "lowerdir=/etc,upperdir=$HOME/layers/upper,workdir=$HOME/layers/work" /etc
rm -rf /etc/vitrina
"""
"""Commands that give the processes after them a machine without settings and without state."""

RUN = """
mkfifo "$HOME/log"
exec 3<> "$HOME/log"
vitrina run 2>&3 &
kiosk=$!
read -r line <&3
echo "$line"
vitrina console || true
kill "$kiosk"
wait
"""


def _in_empty_machine(commands: str, home: Path) -> subprocess.CompletedProcess[str]:
    names = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VITRINA_"))}
    folder = Path(sys.executable).parent
    environment = names | {"HOME": str(home), "PATH": f"{folder}:{os.environ['PATH']}"}
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", EMPTY + commands]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount an empty /etc and /var/lib")
def test_the_console_gives_root_a_link_to_the_questions(tmp_path: Path) -> None:
    """The kiosk's log names the command, whose link leads to the page although no folder of the kiosk was there."""
    if _in_empty_machine("", tmp_path).returncode:
        pytest.skip("this machine permits no mounts")
    shown = _in_empty_machine(RUN, tmp_path)
    log, link = shown.stdout.splitlines()
    assert "Run vitrina console, and open the link that it prints." in log
    assert link.startswith("http://127.0.0.1:")
