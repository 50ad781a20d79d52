"""Runs the examples that need more packages than the tests: `python -m tests.docs.examples`, a part of `make site`."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np

from edge.exit_codes import DONE, UNEXPECTED
from models.serving.formats import FaceInput
from tests.doubles.own_network import OwnNetwork
from tests.doubles.recordings import write_worn

EXAMPLES = Path(__file__).parents[2] / "examples"


def main() -> int:
    """Run each example in a folder with its files. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs.examples", description=__doc__)
    parser.add_argument("--neurokit", type=Path, metavar="PYTHON", help="Python of an environment that has NeuroKit2")
    neurokit: Path | None = parser.parse_args().neurokit
    with tempfile.TemporaryDirectory(prefix="vitrina-examples-") as name:
        folder = Path(name)
        runs = {
            "replay_to_pandas.py": (write_recording(folder), "seconds shown: 50\n"),
            "own_network.py": (write_network(folder), "no smile: 2 of 2\nsmile: 2 of 2\n"),
        }
        if not all(runs_as_expected(folder, sys.executable, example, *run) for example, run in runs.items()):
            return UNEXPECTED
        if neurokit is None or not _has_neurokit(neurokit):
            print("examples: read_study.py is skipped: NeuroKit2 is not installed", file=sys.stderr)
            return DONE
        ending = "largest skin responses: advert-2\n"  # the simulation gives this ad the larger responses
        return DONE if runs_as_expected(folder, neurokit, "read_study.py", write_study(folder), ending) else UNEXPECTED


def runs_as_expected(folder: Path, python: "str | Path", example: str, arguments: list[str], ending: str) -> bool:
    """Run an example in a folder, and print whether it runs and ends as expected."""
    command: list[str | Path] = [Path(python).absolute(), EXAMPLES / example, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.endswith(ending):
        print(f"{example}: {done.stderr}\n{done.stdout}\nexpected: {ending}", file=sys.stderr)
        return False
    print(f"examples: {example} runs")
    return True


def _has_neurokit(python: Path) -> bool:
    find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('neurokit2') is None)"
    return python.is_file() and subprocess.run([python, "-c", find], check=False).returncode == 0


def write_study(folder: Path) -> list[str]:
    """Write the export of a simulated study of two ads. Returns the arguments of the example."""
    (folder / "vitrina.toml").write_text(f'[outbox]\npath = "{folder}/outbox.db"\n', encoding="utf-8")
    environment = {**os.environ, "VITRINA_CONFIG": str(folder / "vitrina.toml")}
    vitrina = [sys.executable, "-c", "import sys; from edge.cli.main import main; sys.exit(main())", "study"]
    for command in (
        ["simulate", "trial", "--participants", "6", "--ads", "2"],
        ["export", "csv", "trial", "trial-csv"],
    ):
        subprocess.run([*vitrina, *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    return ["trial-csv"]


def write_recording(folder: Path) -> list[str]:
    """Write the recording of a kit and the plays of an ad. Returns the arguments of the example."""
    write_worn(folder / "wearer.csv", 70)
    (folder / "plays.csv").write_text("creative,start_s,end_s\nspring_a,10,60\n", encoding="utf-8")
    return ["wearer.csv", "plays.csv"]


def write_network(folder: Path) -> list[str]:
    """Write a network that takes red images for smiles, and images of both classes. Returns the arguments."""
    form = FaceInput(colour="RGB", scale=1 / 255)
    OwnNetwork(face_input=form, weights=[[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]).write(folder)
    for kind, colour in (("smile", (0, 0, 200)), ("no smile", (200, 0, 0))):  # blue, green, red
        (folder / "images" / kind).mkdir(parents=True)
        for number in range(2):
            image = np.full((80, 80, 3), colour, np.uint8)
            cv2.imwrite(str(folder / "images" / kind / f"{number}.png"), image)
    return ["own.json", "images"]


if __name__ == "__main__":
    sys.exit(main())
