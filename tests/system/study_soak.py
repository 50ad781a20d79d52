"""Sessions of a study live, with faults, beside a recording of the same kit by `vitrina kit --record`.

`python -m tests.system.study_soak --participants 12 --sessions 2 --ads 4`. Each session is a process of its own
with a kit on a pseudo-terminal, a film as camera, and a microphone of PulseAudio. In turn: no fault, the kit unplugged
for a second, the camera's process stopped, the machine's clock an hour ahead, SIGKILL in the middle. Nothing that the
recording has may be missing in the session, save at most the last second before SIGKILL; gaps must show. Exit 1 if a
promise is broken. `--place DIR` goes on where it was stopped. CI runs tests/system/test_study_soak.py, which is
smaller.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.settings.settings import load_settings_file
from edge.statistics.columns import float_array
from edge.study.sessions import StudySession
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.sound_server import missing, running
from tests.evidence.parts import write_part
from tests.system.study_lab import MICROPHONE, LiveLab, SessionRun
from tests.system.study_promises import broken, kit_facts, known_share
from tests.system.test_study import write_film

FAULTS = ("none", "unplugged", "camera", "clock", "killed")
NAMES = {
    "none": "none",
    "unplugged": "kit unplugged for a second",
    "camera": "camera's process stopped for 3 s",
    "clock": "machine's clock an hour ahead",
    "killed": "SIGKILL in the second ad",
}
SERIES = ("kit1", "face", "sound")
ADVERT_S = 3.0
EDGE_S = 0.001


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One session, for the table. `gap_s`: of kit1, face and sound, the longest gap between two values."""

    fault: str
    recorded: int
    lost: int
    in_wire: int
    at_end: int
    gap_s: dict[str, float]
    sound: float | None  # share of it that is known


class RunLog:
    """Sessions that were run, a line each in a file: how a soak that was stopped goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self._ran = {(row["participant"], row["turn"]): row for row in map(json.loads, lines)}

    def get(self, participant: str, turn: int) -> tuple[int, SessionRun] | None:
        """Number of a session and its events; None if it has not run."""
        row = self._ran.get((participant, turn))
        if row is None:
            return None
        return row["number"], SessionRun(**{**row["ran"], "recording": Path(row["ran"]["recording"])})

    def add(self, participant: str, turn: int, number: int, ran: SessionRun) -> None:
        row = {"participant": participant, "turn": turn, "number": number, "ran": asdict(ran)}
        with self._path.open("a") as file:
            file.write(json.dumps(row, default=str) + "\n")


def soak(lab: LiveLab, participants: int, faults: Sequence[Sequence[str]]) -> tuple[list[str], list[SessionFacts]]:
    """Runs all sessions that have not run, a list of faults a participant. Returns broken promises, and facts."""
    if not lab.folder.exists():
        lab.make(participants)
    log = RunLog(lab.place / "ran.jsonl")
    said: list[str] = []
    facts: list[SessionFacts] = []
    for number, own in enumerate(faults, 1):
        ran = [_ran(lab, log, f"w{number}", turn, fault) for turn, fault in enumerate(own)]
        lab.run("check")  # closes a session that was killed
        if lab.run("check") != 0:
            said.append(f"w{number}: the check finds a fault")
        with open_study_with_settings(lab.folder, load_settings_file(lab.settings)) as study:
            stored = {session.number: session for session in study.readable_sessions(f"w{number}")}
            said += [text for which, one in ran for text in broken(stored[which], one)]
            facts += [_facts(stored[which], one) for which, one in ran]
        print(f"w{number}: {', '.join(own)}: {len(said)} broken promises so far", flush=True)
    return [*said, *_results(lab)], facts


def _ran(lab: LiveLab, log: RunLog, participant: str, turn: int, fault: str) -> tuple[int, SessionRun]:
    if (before := log.get(participant, turn)) is not None:
        return before
    ran = lab.session(participant, fault, lab.place / f"{participant}-{turn}.csv")
    with open_study_with_settings(lab.folder, load_settings_file(lab.settings)) as study:
        number = max(session.number for session in study.readable_sessions(participant))
    log.add(participant, turn, number, ran)
    return number, ran


def _facts(session: StudySession, ran: SessionRun) -> SessionFacts:
    kit = kit_facts(session, ran)
    gap_s = {name: _longest_gap_s(session, name) for name in SERIES if name in session.series_names}
    return SessionFacts(ran.fault, kit.recorded, len(kit.lost), kit.in_wire, kit.at_end, gap_s, _sound(session))


def _sound(session: StudySession) -> float | None:
    if "sound" not in session.series_names:
        return None
    sound = session.read_series("sound")
    return known_share(float_array(sound["time_s"]), float_array(sound["duration_s"]))


def _longest_gap_s(session: StudySession, name: str) -> float:
    """The longest one between two values: devices open after the start, and close before the end."""
    coverage, info = session.series_coverage(name), session.info
    ended_s = inf if info.ended_s is None else info.ended_s
    between = (gap for gap in coverage.gaps if gap.from_s > info.started_s + EDGE_S and gap.to_s < ended_s - EDGE_S)
    return max((gap.to_s - gap.from_s for gap in between), default=0.0)


def _results(lab: LiveLab) -> Iterator[str]:
    with TemporaryDirectory(dir=lab.place) as folder:
        for kind in ("bids", "csv", "xdf"):
            if lab.run("export", kind, str(Path(folder) / kind)) != 0:
                yield f"the export as {kind} failed"
        if lab.run("report", "--out", str(Path(folder) / "group.html")) != 0:
            yield "the report failed"


def table(facts: Sequence[SessionFacts], title: str) -> str:
    """A row a fault. Gaps are the longest of any session, the known share of the sound is the smallest."""
    titles = ["gap of the kit, s", "of the face, s", "of the sound, s", "sound known"]
    head = ["fault", "sessions", "lines recorded", "lost", "in the wire", "at the end", *titles]
    lines = [title, "", f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for fault, name in NAMES.items():
        own = [one for one in facts if one.fault == fault]
        counts = [sum(getattr(one, what) for one in own) for what in ("recorded", "lost", "in_wire", "at_end")]
        longest = [max((one.gap_s.get(series, 0.0) for one in own), default=0.0) for series in SERIES]
        known = min((one.sound for one in own if one.sound is not None), default=0.0)
        gaps = [f"{gap:.1f}" for gap in longest]
        cells = [name, str(len(own)), *(f"{count:,}" for count in counts), *gaps, f"{known:.0%}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


@contextmanager
def _place(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted
        return
    with TemporaryDirectory(prefix="study-soak-") as folder:
        yield Path(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=12)
    parser.add_argument("--sessions", type=int, default=2)
    parser.add_argument("--ads", type=int, default=4)
    parser.add_argument("--place", type=Path, help="folder that is kept: a second call goes on there")
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    if reason := missing():
        print(reason, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its processes end with it
    count = options.participants * options.sessions
    turns = [FAULTS[number % len(FAULTS)] for number in range(count)]
    faults = [turns[start : start + options.sessions] for start in range(0, count, options.sessions)]
    with _place(options.place) as place, TemporaryDirectory() as folder, running(Path(folder)) as sound:
        sound.plug_in(MICROPHONE)
        film = write_film(place / "film.avi")
        said, facts = soak(LiveLab(place, options.ads, ADVERT_S, film, sound), options.participants, faults)
    print("\n".join(said) or f"{count} sessions: no promise is broken")
    text = table(facts, f"`make study-soak`: {count} sessions of {options.ads} ads")
    print(text)
    if options.table and not said:
        write_part(options.table, "study", text)
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
