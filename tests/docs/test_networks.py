"""docs/research/own-networks.md, as somebody follows it who has nothing but the page.

Pictures, labels, training, a foreign network: every command of the two walkthroughs is run as it is printed, in one
folder, in order.
"""

import csv
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra: make train")
pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.perception.vision import drawn_faces
from models.make.command import _build_parser
from models.serving.spec import ModelSpec

ROOT = Path(__file__).parents[2]
CLIP = ROOT.parent / "shared" / "clips" / "s01_single_neutral_smile.mp4"
PAGE = (ROOT / "docs" / "research/own-networks.md").read_text(encoding="utf-8")
RECIPE = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
PEOPLE = 8


def blocks(page: str, section: str, kind: str) -> list[str]:
    """Blocks of code of a kind in a section of a page."""
    text = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


class Reader:
    """Somebody at a terminal in an empty folder, with Vitrina and its extra `train` installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        for name, code in (("vitrina", "sys.exit(main())"), ("python", "")):
            path = programs / name
            start = f"#!{sys.executable}\nimport sys\nfrom edge.cli.main import main\n{code}\n"
            path.write_text(start if code else f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
            path.chmod(stat.S_IRWXU)
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    def run(self, block: str) -> str:
        """Output of a block, which must end with 0."""
        done = subprocess.run(
            ["sh", "-e", "-c", block],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=240,
        )
        assert done.returncode == 0, (block, done.stdout, done.stderr)
        return done.stdout


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A handful of images, sorted as the page says."""
    folder = tmp_path_factory.mktemp("reader")
    for number in range(PEOPLE):
        for kind, tone in (("happiness", 3 * number), ("neutral", -3 * number)):
            path = folder / "images" / kind / f"p{number}_1.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            face = drawn_faces.draw_faces(320, 240, 1).astype(int) + tone
            assert cv2.imwrite(str(path), np.clip(face, 0, 255).astype(np.uint8))
    return Reader(folder)


@pytest.fixture(scope="module")
def own(reader: Reader) -> dict[str, str]:
    """Block to what it prints, of "Train on your own images"."""
    return {block: reader.run(block) for block in blocks(PAGE, "Train on your own images", "sh")}


@pytest.fixture(scope="module")
def foreign(reader: Reader, own: dict[str, str]) -> dict[str, str]:
    """Output of each block of "Use a model that was made elsewhere", the spec corrected as the page says."""
    section = "Use a model that was made elsewhere"
    (program,), (facts,) = blocks(PAGE, section, "python"), blocks(PAGE, section, "json")
    (reader.folder / "smile.py").write_text(program, encoding="utf-8")
    make, use = blocks(PAGE, section, "sh")
    printed = {"make": reader.run(make)}
    path = reader.folder / "smile.json"
    spec = {**json.loads(path.read_text(encoding="utf-8")), **json.loads(f"{{{facts}}}")}
    path.write_text(json.dumps(spec), encoding="utf-8")
    return {**printed, "use": reader.run(use)}


def test_pictures_become_a_network_that_a_kiosk_can_use(reader: Reader, own: dict[str, str]) -> None:
    """Packed, trained, exported, evaluated and checked, each as it is printed; the tier is the one that was given."""
    assert len(own) == 4
    spec = ModelSpec.load(reader.folder / "runs" / "own" / "own.json")
    assert (spec.licence, spec.licence_note) == ("commercial", "Our studio, contract 12")
    assert spec.measures == ("smile",)
    packed, trained, _, judged = own.values()
    assert "not used: 0" in packed
    assert "licence: commercial" in trained
    assert '"smile_accuracy"' in judged
    assert '[models] use = "shop" rejects it: smile.n' in judged  # a handful of pictures
    assert spec.metrics["smile"]["model"] == spec.label


def test_the_command_that_makes_a_model_has_the_options_of_the_page() -> None:
    """tests/models/make/test_command.py runs it, with a recipe that takes no minutes."""
    section = "Make a model from a folder of images"
    (line,) = blocks(PAGE, section, "sh")
    options = _build_parser("vitrina models make").parse_args(shlex.split(line)[3:])
    assert (options.licence, options.licence_note) == ("commercial", "Our studio, contract 12")
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    known = _build_parser("vitrina models make").format_help()
    assert all(option in known for option in re.findall(r"`(--[a-z-]+)", text))


def test_foreign_network_reads_smiles_in_a_kiosk(reader: Reader, foreign: dict[str, str]) -> None:
    """From an .onnx file to the finding of the doctor, without a line of code."""
    assert "smile = happiness, other = not read" in foreign["make"]
    assert "64 px square, RGB, NCHW, region 1, (value * 0.00392157 - (0.485, 0.456, 0.406)) / (0.229" in foreign["use"]
    assert '[models] use = "shop" rejects it: smile.n ≥ 100 (not measured)' in foreign["use"]
    findings: list[dict[str, Any]] = json.loads((reader.folder / "doctor.json").read_text(encoding="utf-8"))
    texts = [str(finding) for finding in findings if "smile@sha256:" in str(finding)]
    assert texts
    assert "It reports smile." in texts[0]


def test_example_is_the_corrected_draft(reader: Reader, foreign: dict[str, str]) -> None:
    """examples/smile.json differs from it in the hash alone, which depends on the version of torch."""
    made = json.loads((reader.folder / "smile.json").read_text(encoding="utf-8"))
    example = json.loads((ROOT / "examples" / "smile.json").read_text(encoding="utf-8"))
    assert {**example, "sha256": made["sha256"]} == made
    assert ModelSpec.load(ROOT / "examples" / "smile.json").measures == ("smile",)


@pytest.mark.skipif(not CLIP.is_file(), reason="../shared/clips is not here")
def test_replay_tells_what_the_foreign_network_reads(reader: Reader, foreign: dict[str, str]) -> None:
    """The trace has the smile, and nothing in the columns of what the network lacks."""
    reader.run(f"vitrina replay --video {CLIP} --config vitrina.toml --k 1 --trace trace.csv > /dev/null")
    with (reader.folder / "trace.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["verdicts"] != "0"]
    assert rows
    assert all(0 <= float(row["happiness"]) <= 1 for row in rows)
    assert {row[name] for row in rows for name in ("anger", "surprise", "valence", "neutral")} == {""}


def test_page_names_the_extra_before_the_first_command_that_needs_it() -> None:
    """A machine with a kiosk has no torch."""
    assert "pip install 'vitrina[train]'" in RECIPE.partition("\n## Train\n")[2].partition("```")[0]
    assert "pip install 'vitrina[train]'" in PAGE.partition("```")[0]
