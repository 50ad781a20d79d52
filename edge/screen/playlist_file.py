"""The playlist file of Vitrina's own player (TOML): creatives and experiments. Reports all problems of a file at once.

It is not the list of durations in the settings, `[playback] playlist`; for that see edge/screen/playlist.py.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from edge.files import open_regular_file
from edge.playlist.day_design import experiment_problems, shared_creatives, shared_reason
from edge.playlist.values import CYCLE_LENGTH, IMAGE_ENDINGS, CreativePlaylist, PlaylistExperiment
from edge.toml_errors import Place, TomlLines, TomlProblem, toml_problems
from edge.toml_text import TomlTextError, read_toml

MAX_BYTES = 1_000_000
MAX_PROBLEMS = 20
"""Largest number of problems of a file that are listed. Further problems are only counted."""
_KNOWN = {
    "creative": "is not a key of a creative. Use id, file, duration_s, weight, open, from, until and muted",
    "experiment": "is not a key of an experiment. Use id, unit, arms, weight, seed, from, until, run_days and"
    " washout_days",
}
_KNOWN_TABLES = "is not a table of a playlist. Use [[creative]], [[experiment]] and the key rotate"


class PlaylistFileError(Exception):
    """The playlist file cannot be used. Each of `problems` is a sentence with the file and the line or place. If
    there are more than MAX_PROBLEMS, the last sentence gives the number of further problems.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_playlist(path: Path) -> CreativePlaylist:
    """Read and check a playlist file. Raises PlaylistFileError with all its problems."""
    try:
        with open_regular_file(path) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PlaylistFileError(
            [f"playlist: {path} cannot be read ({error.strerror}). Set [player] playlist to a playlist file."]
        ) from None
    if len(data) > MAX_BYTES:
        raise PlaylistFileError(
            [f"playlist: {path} is larger than {MAX_BYTES // 1000} kB. Check that it is a playlist."]
        )
    try:
        return parse_playlist(data.decode().replace("\r\n", "\n"), path.name)
    except UnicodeDecodeError as error:
        raise PlaylistFileError(
            [f"playlist: {path} is not UTF-8 text ({error.reason} at byte {error.start})."]
        ) from None


def parse_playlist(text: str, name: str) -> CreativePlaylist:
    """Parse and check the text of a playlist file. Raises PlaylistFileError. `name` is used only in the error text."""
    try:
        values = read_toml(text)
    except TomlTextError as error:
        raise PlaylistFileError([f"playlist: {name} is not TOML: {error}."]) from None
    lines = TomlLines(text)
    playlist, found = _check_values(values, lines)
    found += [TomlProblem(lines.find_line(place), place, reason) for place, reason in _cross_problems(values)]
    if found or playlist is None:
        raise PlaylistFileError(list(_sentences(sorted(found, key=_order), values, name)))
    return playlist


def _check_values(values: Mapping[str, object], lines: TomlLines) -> tuple[CreativePlaylist | None, list[TomlProblem]]:
    try:
        return CreativePlaylist.model_validate(values), []
    except ValidationError as error:
        found = []
        for problem in toml_problems(error, lines, ""):
            known = _KNOWN.get(problem.place[0], "") if len(problem.place) > 1 else _KNOWN_TABLES
            found.append(TomlProblem(problem.line, problem.place, problem.reason or known))
        return None, found


def _order(problem: TomlProblem) -> tuple[int, Place]:
    return problem.line or 0, problem.place


def _sentences(found: list[TomlProblem], values: Mapping[str, object], name: str) -> Iterator[str]:
    for problem in found[:MAX_PROBLEMS]:
        yield _sentence(problem, values, name)
    if (more := len(found) - MAX_PROBLEMS) > 0:
        yield f"playlist: and {more} more problem{'s' if more > 1 else ''} ({name})."


def _sentence(problem: TomlProblem, values: Mapping[str, object], name: str) -> str:
    where = f"{name} line {problem.line}" if problem.line else name
    return f"playlist: {_place_text(problem.place, values)} {problem.reason} ({where})."


def _place_text(place: Place, values: Mapping[str, object]) -> str:
    """A place in readable form, with the id of its table if it has one: `[[creative]] "spring_a" file`."""
    section, *keys = place
    if not keys or not keys[0].isdecimal():
        return section if section == "rotate" else f"[{section}]"
    index = int(keys.pop(0))
    tables = _tables(values, section)
    known = tables[index].get("id") if index < len(tables) else None
    which = f'"{known}"' if isinstance(known, str) and known.isprintable() else f"number {index + 1}"
    return " ".join([f"[[{section}]] {which}", *([".".join(keys)] if keys else [])])


# Problems between the values ----------------------------------------------------------------------------------------


def _cross_problems(values: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """Problems of combinations of values that are each valid. Skips values of a wrong type, which have already been
    reported.
    """
    creatives, experiments = _tables(values, "creative"), _tables(values, "experiment")
    for section, tables in (("creative", creatives), ("experiment", experiments)):
        yield from _doubles(section, tables)
    known = {str(table.get("id")) for table in creatives}
    for index, table in enumerate(creatives):
        yield from _creative_problems(("creative", str(index)), table)
    for index, table in enumerate(experiments):
        yield from _arm_problems(("experiment", str(index)), table.get("arms"), known)
        yield from _unit_problems(("experiment", str(index)), table)
    yield from _shared_problems(experiments)
    units = sum(_weight(table) for table in (*creatives, *experiments))
    if units > CYCLE_LENGTH:
        yield (
            ("creative", "0", "weight"),
            f"and the others make a cycle of {units} plays and blocks; at most {CYCLE_LENGTH} are possible."
            " Lower the weights",
        )


def _tables(values: Mapping[str, object], section: str) -> list[Mapping[str, object]]:
    tables = values.get(section)
    return [table if isinstance(table, dict) else {} for table in tables] if isinstance(tables, list) else []


def _weight(table: Mapping[str, object]) -> int:
    weight = table.get("weight", 1)
    return weight if isinstance(weight, int) and weight > 0 else 0


def _doubles(section: str, tables: list[Mapping[str, object]]) -> Iterator[tuple[Place, str]]:
    counts: Counter[str] = Counter()
    for index, table in enumerate(tables):
        name = table.get("id")
        if isinstance(name, str):
            counts[name] += 1
            if counts[name] == 2:
                yield (section, str(index), "id"), f"= {name!r} is in two tables; each needs its own id"


def _creative_problems(place: Place, table: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    file = table.get("file")
    if isinstance(file, str):
        is_image = file.lower().endswith(IMAGE_ENDINGS)
        if is_image and "duration_s" not in table:
            yield (*place, "duration_s"), "is missing: set the seconds for which the image is shown"
        if not is_image and "duration_s" in table:
            yield (*place, "duration_s"), "is only for images; a video is shown for its own length. Remove it"
    begin, end = table.get("from"), table.get("until")
    try:
        if begin is not None and end is not None and begin > end:  # type: ignore[operator]
            yield (*place, "until"), f"= {end} is before from = {begin}"
    except TypeError:  # a date and something else, which is already reported
        return


def _arm_problems(place: Place, arms: object, known: set[str]) -> Iterator[tuple[Place, str]]:
    if not isinstance(arms, dict):
        return
    seen: dict[tuple[object, ...], str] = {}
    for arm, creatives in arms.items():
        if not isinstance(creatives, list):
            continue
        for creative in creatives:
            if isinstance(creative, str) and creative not in known:
                yield (*place, "arms"), f"arm {arm!r} names {creative!r}, but there is no [[creative]] with this id"
        key = tuple(map(str, creatives))
        if key and seen.setdefault(key, arm) != arm:
            yield (*place, "arms"), f"arms {seen[key]!r} and {arm!r} show the same creatives"


def _unit_problems(place: Place, table: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """Problems of the days and arms of one experiment, if its values have the right types."""
    try:
        experiment = PlaylistExperiment.model_validate(table)
    except ValidationError:  # already reported
        return
    for key, reason in experiment_problems(experiment):
        yield (*place, key), reason


def _shared_problems(experiments: list[Mapping[str, object]]) -> Iterator[tuple[Place, str]]:
    """Creatives of an experiment by day that are also in another experiment."""
    for index, name, other in shared_creatives(experiments):
        yield ("experiment", str(index), "arms"), shared_reason(name, other)
