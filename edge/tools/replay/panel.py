"""Replays a panel, one recording after the other. Each recording is one participant, reported under a separate site."""

import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from edge.events import Release, VisitClosed
from edge.kiosk import build, networks
from edge.settings.settings import Settings
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from edge.tools import output_files
from edge.tools.replay.output import ID_SEED, ReplayProgress, write_messages
from edge.tools.replay.panel_files import Participant, participants_without_plays
from edge.tools.replay.panel_summary import panel_summary
from edge.tools.replay.readings import ReadingCount
from edge.tools.replay.replay import OnFrame, ReplayRequest, replay_recordings

AT_ONCE_S = 0.5
"""Longest overlap of two visits of one person, in seconds. Visits that overlap for longer are two people."""

Told = tuple[Participant, Release]


@dataclass(frozen=True, slots=True)
class ReplayPanel:
    """Recordings of participants, and options for their replay. Every recording starts at `start_s`."""

    people: Sequence[Participant]
    start_s: float
    k: int
    window_s: float | None = None

    def make_replay_request(self, person: Participant) -> ReplayRequest:
        """Replay of one participant: with exact numbers, because this person has consented."""
        return ReplayRequest(person.video, self.start_s, person.plays, self.k, self.window_s, exact=True)


@dataclass(slots=True)
class _Broken:
    """Recordings that could not be read to the end."""

    people: list[Participant] = field(default_factory=list)
    frames: int = 0

    def add_error(self, person: Participant, error: RecordingError) -> None:
        self.people.append(person)
        self.frames += error.frames
        _say(str(error))

    def recording_error(self, of: int) -> RecordingError:
        names = ", ".join(person.video.name for person in self.people)
        text = f"replay: {len(self.people)} of {of} recordings could not be read to their end: {names}."
        return RecordingError(f"{text} The part before is in the output; see the lines above for each.", self.frames)


def run_panel(panel: ReplayPanel, settings: Settings, out: Path | None, *, as_summary: bool) -> None:
    """Write the messages of all participants, or a summary of the panel.

    If a recording cannot be read, its name is printed on stderr, the others continue, and RecordingError is raised at
    the end. If no recording gave any result, RecordingError is raised before any output is opened.
    """
    if silent := participants_without_plays(panel.people):
        _say(
            f"replay: it is not known what was shown to {_names(silent)}, so there are no reactions. See --plays, "
            "--ads."
        )
    broken = _Broken()
    readings = ReadingCount()
    told = _participant_releases(panel, settings, broken, readings.count_faces)
    first = list(itertools.islice(told, 1))
    if first or not broken.people:
        with output_files.open_output(out) as file:
            if as_summary:
                lines = panel_summary(
                    itertools.chain(first, told), panel.people, lambda: readings.always_abstained_text
                )
                print("\n".join(lines), file=file)
            else:
                models = networks.reaction_model_names(
                    settings, panel.make_replay_request(panel.people[0]).model_tasks()
                )
                for person, group in itertools.groupby(itertools.chain(first, told), key=lambda one: one[0]):
                    header = replace(build.message_header(settings), site=person.site_name)
                    releases, seed = (release for _, release in group), f"{ID_SEED} {person.site_name}"
                    write_messages(releases, header, models, file, use=settings.models.use, seed=seed)
    if broken.people:
        raise broken.recording_error(len(panel.people))


def _participant_releases(panel: ReplayPanel, settings: Settings, broken: _Broken, on_frame: OnFrame) -> Iterator[Told]:
    """Releases of each participant.

    Visits are never matched across recordings, because each recording has a separate audience.
    """
    for person in panel.people:
        _say(f"replay: file {person.number} of {len(panel.people)}: {person.video.name}, {person.site_name}")
        visits: list[VisitClosed] = []
        progress = ReplayProgress(VideoFile(person.video, 0.0).stated_duration_s())
        try:
            for release in replay_recordings(
                panel.make_replay_request(person), settings, progress, visits.append, on_frame
            ):
                yield person, release
        except RecordingError as error:
            progress.end_line()
            broken.add_error(person, error)
            if not error.frames:
                continue
        progress.end_line()
        _say(f"replay: {person.video.name}: {visit_count_warning(visits)}")


def visit_count_warning(visits: Sequence[VisitClosed]) -> str:
    """Warning about the number of visits in a recording that should show one person."""
    if max_simultaneous_visits(visits) > 1:
        return (
            f"warning: {len(visits)} visits, {max_simultaneous_visits(visits)} at once. Another person is in the "
            "recording and is counted as this participant: cut the recording, or mask the place ([faces] masks of "
            "--config)."
        )
    if len(visits) > 1:
        return (
            f"{len(visits)} visits, one after the other: this participant was lost and detected again, or there are "
            "several people."
        )
    return "1 visit." if visits else "no visit: nobody was detected."


def max_simultaneous_visits(visits: Sequence[VisitClosed]) -> int:
    """Largest number of simultaneous visits. Overlaps of at most AT_ONCE_S do not count."""
    return max((sum(o.start_s <= v.start_s < o.end_s - AT_ONCE_S or o is v for o in visits) for v in visits), default=0)


def _names(people: Sequence[Participant]) -> str:
    return ", ".join(person.video.name for person in people)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
