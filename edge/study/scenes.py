"""Scenes of the ads: parts of a video with a label, which a person lists in a CSV file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from edge.files import read_text
from edge.study.errors import StudyError

COLUMNS = ("creative", "start_s", "end_s", "label")
LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Scene:
    """A part of an ad. Times are in seconds of its video."""

    creative: str
    start_s: float
    end_s: float
    label: str


def read_scenes(path: Path) -> tuple[Scene, ...]:
    """Read scenes from a CSV file with `,` or `;` between the values, sorted by ad and start.

    The first line names the columns: `creative,start_s,end_s,label`. Scenes may overlap. Raises StudyError with all
    problems.
    """
    try:
        text = read_text(path, encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"study: cannot read {path} ({error.strerror}). Name a CSV file with the scenes.") from None
    except UnicodeDecodeError:
        raise StudyError(
            f"study: {path} is not UTF-8 text. Save it as CSV UTF-8 in your spreadsheet program."
        ) from None
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except csv.Error as error:
        raise StudyError(f"study: {path} line {reader.line_num} is not valid CSV ({error}). Correct it.") from None
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise StudyError(f"study: {path} line 1 must name the columns {','.join(COLUMNS)}. Correct it.")
    scenes = [_parse_scene(cells, separator) for _, cells in rows[1:]]
    problems = [
        f"study: {path} line {line}: {scene}"
        for (line, _), scene in zip(rows[1:], scenes, strict=True)
        if isinstance(scene, str)
    ]
    if problems:
        raise StudyError("\n".join(problems))
    found = (scene for scene in scenes if isinstance(scene, Scene))
    return tuple(sorted(found, key=lambda scene: (scene.creative, scene.start_s, scene.end_s)))


def scenes_of_advert(scenes: Sequence[Scene], creative: str, seconds: float) -> Iterator[Scene]:
    """Scenes that start within the first `seconds` of an ad."""
    return (scene for scene in scenes if scene.creative == creative and scene.start_s < seconds)


def _parse_scene(cells: Sequence[str], separator: str) -> Scene | str:
    """The scene in one line, or the problem of an invalid line."""
    if len(cells) != len(COLUMNS):
        return f"there are {len(cells)} values for {len(COLUMNS)} columns. Write {separator.join(COLUMNS)}."
    creative, *times, label = cells
    start_s, end_s = (_seconds(text, separator) for text in times)
    if start_s is None or end_s is None:
        return f"{' and '.join(times)} must be seconds, such as 12.5. Correct them."
    if end_s <= start_s:
        return f"the scene ends at {end_s:g} s, which is not after its start ({start_s:g} s). Correct them."
    for name, text in (("creative", creative), ("label", label)):
        if not 1 <= len(text) <= LONGEST_TEXT or not text.isprintable():
            return f"the {name} must have 1 to {LONGEST_TEXT} printable characters. Correct it."
    return Scene(creative, start_s, end_s, label)


def _seconds(text: str, separator: str) -> float | None:
    """Seconds from 0. With `;` between the values, a number may have a decimal comma."""
    try:
        seconds = float(text.replace(",", ".") if separator == ";" else text)
    except ValueError:
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None
