"""Compares what `vitrina replay` prints in two checkouts: the same bytes for every recording, or the first difference.

python -m tests.compare_replays BEFORE AFTER [SETTINGS]

BEFORE and AFTER are checkouts, each with its own .venv (`make setup`). SETTINGS is a file for both; without it their
own defaults apply. The recordings are those of ../shared:
all clips, the sound and the bodies, alone and together. Standard output, the traces and the summary are compared.
Exit code 0 if all are the same, 1 if one differs, 2 for bad usage.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

SHARED = Path(__file__).parent.parent / ".." / "shared"
PLAY_S, CREATIVES, LENGTH_S = 5, 3, 600


def main(arguments: Sequence[str]) -> int:
    """Prints one line a recording. See the module's own text for the exit codes."""
    if len(arguments) not in (2, 3) or not all((Path(one) / ".venv/bin/vitrina").is_file() for one in arguments[:2]):
        print(__doc__, file=sys.stderr)
        return 2
    before, after = (Path(one).resolve() for one in arguments[:2])
    config = [option for file in arguments[2:] for option in ("--config", str(Path(file).resolve()))]
    different = 0
    with TemporaryDirectory() as folder:
        plays = Path(folder) / "plays.csv"
        plays.write_text("creative,start_s,end_s\n" + "".join(_plays()), encoding="utf-8")
        for name, options in _recordings():
            found = _difference(
                before, after, [*options, *config, "--plays", str(plays), "--k", "1", "--window", "5"], folder
            )
            different += found is not None
            print(f"{name:<34} {found or 'same'}", flush=True)
    print(f"{different} differ")
    return int(different > 0)


def _plays() -> Iterator[str]:
    """One creative after the other, PLAY_S seconds each, longer than any recording."""
    for index in range(LENGTH_S // PLAY_S):
        yield f"creative_{index % CREATIVES},{index * PLAY_S},{(index + 1) * PLAY_S}\n"


def _recordings() -> Iterator[tuple[str, list[str]]]:
    clips = sorted((SHARED / "clips").resolve().glob("*.mp4"))
    sound = (SHARED / "replay" / "audience_replay.flac").resolve()
    bodies = sorted((SHARED / "replay").resolve().glob("body_?.csv.gz"))
    all_bodies = [option for body in bodies for option in ("--body", str(body))]
    for clip in clips:
        yield clip.name, ["--video", str(clip)]
    yield sound.name, ["--audio", str(sound)]
    for body in bodies:
        yield body.name, ["--body", str(body)]
    yield "all bodies", all_bodies
    yield "all senses", ["--video", str(clips[-1]), "--audio", str(sound), *all_bodies]


def _difference(before: Path, after: Path, options: list[str], folder: str) -> str | None:
    """The first difference in words, None if there is none."""
    with ThreadPoolExecutor() as both:
        outputs = list(both.map(lambda one: _outputs(*one), ((before, options, folder), (after, options, folder))))
    for (name, old), (_, new) in zip(outputs[0], outputs[1], strict=True):
        if old != new:
            lines = zip_longest(old.splitlines(), new.splitlines())
            number, (was, now) = next((n, pair) for n, pair in enumerate(lines, 1) if pair[0] != pair[1])
            return f"DIFFERENT in {name}, line {number}:\n  {was!r}\n  {now!r}"
    return None


def _outputs(checkout: Path, options: list[str], folder: str) -> list[tuple[str, bytes]]:
    """Standard output, traces and summary of one checkout. The exit code counts as output."""
    vitrina = str(checkout / ".venv/bin/vitrina")
    with TemporaryDirectory(dir=folder) as own:
        trace = Path(own) / "trace.csv"
        messages = _run([vitrina, "replay", *options, "--trace", str(trace)])
        traces = [(path.name, path.read_bytes()) for path in _traces(trace)]
    return [("messages", messages), *traces, ("summary", _run([vitrina, "replay", *options, "--summary"]))]


def _traces(trace: Path) -> list[Path]:
    return [path for path in (trace, Path(f"{trace}.sound.csv"), Path(f"{trace}.body.csv")) if path.is_file()]


def _run(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout + f"exit {done.returncode}\n".encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
