"""Steps of the trial: each runs the same on this machine and on the ARM machine, and compares.

What a step has found stands in a file, so a trial that was ended goes on where it was.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.serving.spec import ZOO, ModelSpec
from tests.arm.compare import FIGURES, farthest, lines_apart
from tests.arm.inputs import RUNTIMES, Rows
from tests.arm.machine import Machine

VERSIONS = """
import importlib, importlib.metadata, platform, sys
print("Python", platform.python_version())
print(*platform.libc_ver())
for pair in sys.argv[1:]:
    package, module = pair.split("=")
    importlib.import_module(module)
    print(package, importlib.metadata.version(package))
"""
"""The versions of packages whose modules could be imported."""
PACKAGES = (
    "numpy=numpy", "opencv-contrib-python=cv2", "onnxruntime=onnxruntime", "pydantic=pydantic",
    "sounddevice=sounddevice", "soundfile=soundfile", "paho-mqtt=paho.mqtt.client", "pillow=PIL.Image",
    "protobuf=google.protobuf", "websockets=websockets", "uvicorn=uvicorn", "starlette=starlette.applications",
    "mediapipe=mediapipe",
)  # fmt: skip
VITRINA = "import sys; from edge.cli.main import main; sys.exit(main())"
"""Program of the command's entry point."""
REPLAY = ("replay", "--video", "film.avi", "--audio", "sound.flac", "--plays", "plays.csv", "--k", "1")
Row = tuple[str, str, str]
"""A trial, with the results of this machine and of the ARM machine."""


@dataclass(frozen=True)
class Trial:
    """A trial in the folder of its inputs. `machine` sees the same folder."""

    machine: Machine
    folder: Path

    def steps(self) -> dict[str, Callable[[], list[Row]]]:
        """The steps in order, by the name of the file in which each keeps what it found."""
        replays = {f"replay-{name}": lambda name=name: self._replay(name) for name in RUNTIMES}
        return {"versions": self._versions, "command": self._command, "numbers": self._numbers, **replays,
                "doctor": self._doctor}  # fmt: skip

    def run(self, name: str) -> list[Row]:
        """Rows of a step. AssertionError with the output of a command that fails."""
        kept = self.folder / f"step-{name}.json"
        if not kept.exists():
            kept.write_text(json.dumps(self.steps()[name]()), encoding="utf-8")
        return [(what, here, there) for what, here, there in json.loads(kept.read_text(encoding="utf-8"))]

    def both(self, *arguments: str) -> tuple[str, str]:
        """Output of Python with these arguments, here and on the ARM machine. `{side}` in one is the machine's name."""
        outputs = []
        for side, run in (("here", self._run_here), ("arm", self.machine.python)):
            done = run(*(argument.replace("{side}", side) for argument in arguments))
            assert done.returncode == 0, f"{side}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            outputs.append(done.stdout)
        return outputs[0], outputs[1]

    def _run_here(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environ = {**os.environ, "PYTHONPATH": str(self.machine.code)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.folder, env=environ, capture_output=True, text=True)

    def _versions(self) -> list[Row]:
        here, there = self.both("-c", VERSIONS, *PACKAGES)
        pairs = zip(here.splitlines(), there.splitlines(), strict=True)
        return [(a.split()[0], a.split()[1], b.split()[1]) for a, b in pairs]

    def _command(self) -> list[Row]:
        here, there = self.both("-c", VITRINA, "--version")
        return [("`vitrina --version`", here.strip(), there.strip())]

    def _numbers(self) -> list[Row]:
        self.both("-m", "tests.arm.numbers", "rows.npz", "numbers-{side}.json")
        here, there = (json.loads((self.folder / f"numbers-{side}.json").read_text()) for side in ("here", "arm"))
        rows = Rows.load(self.folder / "rows.npz")
        found = []
        for name, tell in FIGURES.items():
            ours, theirs = np.array(here[name]), np.array(there[name])
            apart = f"{tell(rows, theirs)}, numbers at most {farthest(ours, theirs):.1e} apart"
            found.append((f"`{ModelSpec.load(ZOO / f'{name}.json').label}`", tell(rows, ours), apart))
        return found

    def _replay(self, name: str) -> list[Row]:
        files = ("--trace", f"{name}-{{side}}.csv", "--out", f"{name}-{{side}}.jsonl")
        self.both("-c", VITRINA, *REPLAY, "--config", f"{name}.toml", *files)

        def texts(ending: str) -> list[str]:
            return [(self.folder / f"{name}-{side}{ending}").read_text(encoding="utf-8") for side in ("here", "arm")]

        seen = [_visits(text) for text in texts(".csv")]
        kinds = {"visits, every 0.2 s": ".csv", "sound": ".csv.sound.csv", "messages": ".jsonl"}
        told = [f"{kind}: {lines_apart(*texts(ending))}" for kind, ending in kinds.items()]
        return [(f'`vitrina replay`, `runtime = "{name}"`', seen[0], "; ".join([seen[1], *told]))]

    def _doctor(self) -> list[Row]:
        here, there = map(json.loads, self.both("-m", "tests.arm.slow_doctor", "doctor.toml"))
        levels = [{one["part"]: one["level"] for one in findings} for findings in (here, there)]
        other = [f"{part} {level}" for part, level in levels[1].items() if levels[0].get(part) != level]
        texts = [f"{list(found.values()).count('ok')} of {len(found)} parts well" for found in levels]
        return [
            (
                "checks of `vitrina doctor`, without the camera",
                texts[0],
                f"{texts[1]}; other than on x86-64: {', '.join(other) or 'none'}",
            )
        ]


def _visits(trace: str) -> str:
    count = len({line.split(",")[1] for line in trace.splitlines()[1:]})
    return f"{count} visit{'s' * (count != 1)}"
