"""Protection of a process: no core file, files for its user alone, and both for the processes that it starts."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.serving import hardening

STATE = """
import ctypes, subprocess, sys
from models.serving.hardening import {name}
{name}()
state = "import os, resource; print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))"
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)  # PR_GET_DUMPABLE
subprocess.run([sys.executable, "-c", state])
"""
PROGRAMS = ["models.evaluate", "models.card", "models.fetch", "models.gate", "models.labelling.pack"]


def state_after(name: str) -> list[str]:
    """PR_GET_DUMPABLE after the call, then umask and limit of a process that was started after it."""
    run = subprocess.run([sys.executable, "-c", STATE.format(name=name)], capture_output=True, text=True, umask=0o022)
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_a_hardened_process_hands_its_protection_on() -> None:
    """The core limit is 1, not 0: a kernel that pipes cores to a crash reporter heeds no other."""
    assert state_after("harden_process") == ["0", "0o77 (1, 1)"]


def test_without_core_files_the_process_can_still_be_watched() -> None:
    """Processes of the kiosk stay visible to it in /proc, and the umask stays that of whoever started them."""
    assert state_after("forbid_core_files") == ["1", "0o22 (1, 1)"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody without rights")
def test_a_hard_limit_of_0_is_not_raised_and_the_memory_is_hidden() -> None:
    """A crash reporter would get a core in spite of the 0; a hidden memory it does not get."""
    code = """
import ctypes, os, resource
from models.serving.hardening import forbid_core_files
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.setresuid(65534, 65534, 65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which the change of user has taken away
forbid_core_files()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "0 (0, 0)\n", run.stderr


@pytest.fixture
def _own_limits() -> Iterator[None]:
    """Keeps the umask of the tests, whatever a program does."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("module", PROGRAMS)
@pytest.mark.usefixtures("_own_limits")
def test_each_program_of_the_networks_is_hardened(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m models...` holds pictures of people too: those of its data set."""
    calls: list[str] = []
    monkeypatch.setattr(hardening, "harden_process", lambda: calls.append(module))
    monkeypatch.setattr(sys, "argv", [module, "--help"])
    monkeypatch.delitem(sys.modules, module, raising=False)  # another test may have imported it
    with pytest.raises(SystemExit):
        runpy.run_module(module, run_name="__main__")
    assert calls == [module]


def test_every_program_of_the_networks_is_in_the_same_way() -> None:
    """Those that need torch too, which is not installed here: hardened before `main`."""
    folder = Path(hardening.__file__).parents[1]
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "__name__ ==" in text:
            assert '__name__ == "__main__":\n    harden_process()\n    sys.exit(main())' in text, path
