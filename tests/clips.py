"""Scores replays of clips against hand-labelled truth, for the tests and for docs/evidence/accuracy.md."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import inf
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from edge.events import ReleasedWindow
from edge.screen.plays_file import RecordedPlay, RecordedPlays
from edge.settings.models import ModelsSettings
from edge.settings.sensors import FacesSettings
from edge.settings.settings import Settings
from edge.sources.camera.video_file import VideoFile
from edge.tools.replay.replay import ReplayRequest, replay_recordings
from tests.evidence.parts import write_part
from tests.research import RESEARCH

CLIPS = Path(__file__).parent.parent / ".." / "shared" / "clips"
STEP_S = 0.2
START_S = 1767225600.0  # 2026-01-01T00:00:00Z
NEARLY_S = 1e-6
KINDS = ("smiling", "neutral", "talking", "facing", "away", "direction")
EXPRESSIONS = ("smiling", "neutral", "talking")  # of KINDS

SHOP, NO_READER, SERVED = "smile-mesh", "no reader", "smile-mesh, detector served"
SETTINGS = {
    SHOP: Settings(),
    "fer-1.4m": RESEARCH,
    NO_READER: Settings(models=ModelsSettings(expression="none")),
    SERVED: Settings(faces=FacesSettings(runtime="serving")),
}
"""Reader of expressions to the settings with which it runs. Without one, attention comes from the keypoints alone. With
SERVED the face detector runs without MediaPipe."""


@dataclass(frozen=True)
class Truth:
    """One row of the truth: a person's action with start and end, in seconds of the clip."""

    person: str
    from_s: float
    to_s: float
    what: str
    note: str = ""

    @property
    def unsure(self) -> bool:
        return "UNSURE" in self.note

    @property
    def is_turned_away(self) -> bool:
        """True for turns left or right by more than 25 degrees; "mild" turns are less than 18
        (docs/evidence/accuracy.md).
        """
        return (
            self.what in ("turned_left", "turned_right") and re.search("profile|three-quarter", self.note) is not None
        )

    def holds(self, step_s: float) -> bool:
        """True if the step of 0.2 s that starts at `step_s` is completely within the row."""
        return self.from_s - NEARLY_S <= step_s and step_s + STEP_S <= self.to_s + NEARLY_S

    def touches(self, step_s: float) -> bool:
        return step_s < self.to_s - NEARLY_S and step_s + STEP_S > self.from_s + NEARLY_S


@dataclass
class Share:
    """Number of right steps of all steps."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.of += 1

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0


@dataclass
class Scores:
    """Shares over the steps of one clip or of many."""

    smiling: Share = field(default_factory=Share)  # happiness above 0.5
    neutral: Share = field(default_factory=Share)  # happiness below 0.3
    talking: Share = field(default_factory=Share)  # talks or makes faces, and happiness is at most 0.5
    facing: Share = field(default_factory=Share)  # attentive
    away: Share = field(default_factory=Share)  # turned away, and not attentive
    direction: Share = field(default_factory=Share)  # turned at all, and to the right side


@dataclass(frozen=True)
class Result:
    """Result of a replay of one clip with k = 1."""

    name: str
    people: int
    visits: int
    true_dwell_s: float | None  # of clips with one person
    dwell_s: float | None
    scores: Scores


def names() -> list[str]:
    return sorted(path.stem for path in CLIPS.glob("*.mp4"))


def truth(name: str) -> list[Truth]:
    with (CLIPS / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["clip"] == f"{name}.mp4"]
    return [Truth(row["person"], float(row["from_s"]), float(row["to_s"]), row["what"], row["note"]) for row in rows]


def people(rows: list[Truth]) -> set[str]:
    """People who show a face at any time; posters (ff) and backs are left out."""
    return {row.person for row in rows if re.match(r"p\d", row.person) and row.what != "back"}


@cache
def duration_s(path: Path) -> float:
    """Length that the container of a clip states, which a replay of all of it finds too."""
    stated_s = VideoFile(path, START_S).stated_duration_s()
    assert stated_s is not None, path
    return round(stated_s, 3)


def first_seconds(clip: Path, until_s: float, folder: Path) -> Path:
    """The pictures of a clip before a time, as they are."""
    short = folder / clip.name
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(clip), "-t", str(until_s), "-c", "copy", str(short)]
    subprocess.run(command, check=True, timeout=60)
    return short


@cache
def result(name: str, reader: str = SHOP, until_s: float = inf) -> Result:
    """Replays a clip, or its first seconds, with k = 1 and one play of its length, and scores it."""
    rows = [replace(row, to_s=min(row.to_s, until_s)) for row in truth(name) if row.from_s < until_s]
    visible_people = people(rows)
    with TemporaryDirectory() as folder:
        trace, clip = Path(folder) / "trace.csv", CLIPS / f"{name}.mp4"
        if until_s < inf:
            clip = first_seconds(clip, until_s, Path(folder))
        plays = RecordedPlays((RecordedPlay(1, "clip", 0.0, duration_s(clip)),))
        request = ReplayRequest(clip, START_S, plays=plays, k=1, trace=trace)
        releases = list(replay_recordings(request, SETTINGS[reader]))
        with trace.open(encoding="utf-8") as file:
            steps = list(csv.DictReader(file))
    windows = [event for event in releases if isinstance(event, ReleasedWindow)]
    visits = sum(window.visits for window in windows)
    alone = [row for row in rows if row.person in visible_people] if len(visible_people) == 1 else []
    dwell_s = sum(w.visits * (w.dwell_s or 0) for w in windows) / visits if visits else None
    return Result(
        name=name,
        people=len(visible_people),
        visits=visits,
        true_dwell_s=max(row.to_s for row in alone) - min(row.from_s for row in alone) if alone else None,
        dwell_s=dwell_s if alone else None,
        scores=_score(alone, steps),
    )


def _score(rows: list[Truth], steps: list[dict[str, str]]) -> Scores:
    """A step without a row in the trace, or without a result, is wrong; while a person is turned away it is left
    out."""
    by_time = {round(float(step["at_s"]) / STEP_S): step for step in steps}
    turns = [row for row in rows if row.what.startswith("turned")]
    usual_deg = median(float(step["yaw"]) for step in steps) if steps else 0.0  # nobody sits square to a camera
    scores = Scores()
    for row, index in _steps([row for row in rows if not row.unsure]):
        step = by_time.get(index)
        happiness = float(step["happiness"]) if step and step["happiness"] else None
        attentive = step is not None and float(step["attentive"]) > 0.5
        if row.what == "smile":
            scores.smiling.add(happiness is not None and happiness > 0.5)
        elif row.what == "neutral":
            scores.neutral.add(happiness is not None and happiness < 0.3)
        elif row.what == "other_expr":
            scores.talking.add(happiness is None or happiness <= 0.5)
        elif row.what == "faces_camera" and not any(turn.touches(index * STEP_S) for turn in turns):
            scores.facing.add(attentive)
        elif row.what in ("turned_left", "turned_right") and step is not None:
            turn_deg = float(step["yaw"]) - usual_deg
            scores.direction.add(turn_deg < 0 if row.what == "turned_left" else turn_deg > 0)
            if row.is_turned_away:
                scores.away.add(not attentive)
    return scores


def _steps(rows: list[Truth]) -> Iterator[tuple[Truth, int]]:
    for row in rows:
        for index in range(int(row.from_s / STEP_S), int(row.to_s / STEP_S) + 1):
            if row.holds(index * STEP_S):
                yield row, index


def together(results: list[Result]) -> Scores:
    """Scores over the steps of all clips, pooled."""
    pooled = Scores()
    for kind in KINDS:
        share = getattr(pooled, kind)
        for one in results:
            share.right += getattr(one.scores, kind).right
            share.of += getattr(one.scores, kind).of
    return pooled


def table(results: dict[str, list[Result]]) -> str:
    """Markdown table for docs/evidence/accuracy.md: the clips with SHOP, and a row for each reader."""
    lines = [
        f"| clip | people | visits | dwell, true / found | {' | '.join(KINDS)} |",
        f"|---|---|---|---|{'---|' * len(KINDS)}",
    ]
    for one in results[SHOP]:
        dwell = "" if one.true_dwell_s is None else f"{one.true_dwell_s:.1f} / {one.dwell_s or 0:.1f} s"
        wrong = "" if one.people == one.visits else " (wrong)"
        cells = [_cell(getattr(one.scores, kind)) for kind in KINDS]
        lines.append(f"| {one.name} | {one.people} | {one.visits}{wrong} | {dwell} | {' | '.join(cells)} |")
    for reader, ones in results.items():
        kinds = [kind for kind in KINDS if reader != NO_READER or kind not in EXPRESSIONS]
        lines.append(_pooled_row(f"together, {reader}", ones, kinds))
    return "\n".join(lines) + "\n"


def _pooled_row(title: str, results: list[Result], kinds: Sequence[str]) -> str:
    pooled, right = together(results), sum(one.people == one.visits for one in results)
    shares = [
        f"{getattr(pooled, kind).value:.1%} of {getattr(pooled, kind).of}" if kind in kinds else "" for kind in KINDS
    ]
    return f"| **{title}** | | **{right} of {len(results)} right** | | {' | '.join(shares)} |"


def _cell(share: Share) -> str:
    return f"{share.right} / {share.of}" if share.of else ""


def main() -> None:
    """`make accuracy`: replays every clip and writes the table into docs/evidence/accuracy.md."""
    done: dict[str, list[Result]] = {reader: [] for reader in SETTINGS}
    for name in names():
        for reader in SETTINGS:
            print(f"accuracy: {name}, {reader}", file=sys.stderr)
            done[reader].append(result(name, reader))
    write_part(Path(__file__).parent.parent / "docs" / "evidence/accuracy.md", "clips", table(done))


if __name__ == "__main__":
    main()
