"""Output of a replay: messages as JSON lines, and progress on stderr."""

import json
import math
import random
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from edge.events import Release
from edge.messages.build import Message, build_release_message
from edge.messages.payloads import Models, Use
from edge.messages.wire import Header, uuid7

ID_SEED = 0
"""Seed of the message ids. Because it is fixed, the same recording results in the same bytes."""


def build_messages(
    releases: Iterable[Release], header: Header, models: Models, *, use: Use, seed: int | str = ID_SEED
) -> Iterator[Message]:
    """Yield the messages that a kiosk would send for these releases.

    `models`: name of the model that ran for each task. Another `seed` results in other ids.
    """
    rng = random.Random(seed)  # not for secrets: the same recording gives the same ids
    for seq, release in enumerate(releases, 1):
        yield build_release_message(release, header, models, id=uuid7(release.at_s, rng.randbytes), seq=seq, use=use)


def write_messages(
    releases: Iterable[Release],
    header: Header,
    models: Models,
    out: TextIO,
    *,
    use: Use,
    seed: int | str = ID_SEED,
) -> None:
    """Write the messages of `build_messages`, one JSON object per line: {"topic": ..., "payload": ...}."""
    for message in build_messages(releases, header, models, use=use, seed=seed):
        # the bytes of the payload itself, so that the output is what would be sent
        out.write(f'{{"topic":{json.dumps(message.topic)},"payload":{message.payload.decode()}}}\n')
        out.flush()


LINE_EVERY_S = 60.0
"""Seconds of the recording between two progress lines if stderr is not a terminal."""


class ReplayProgress:
    """Prints the progress of a replay to stderr.

    On a terminal, it updates one line. Otherwise it prints one line for each minute of the recording. `length_s`:
    duration of the recording; None if unknown.
    """

    def __init__(self, length_s: float | None = None) -> None:
        self._length = "" if length_s is None else f" of {length_s:.0f}"
        self._is_terminal = sys.stderr.isatty()
        self._printed_s = -math.inf if self._is_terminal else 0.0

    def __call__(self, at_s: float) -> None:
        if at_s - self._printed_s < (1.0 if self._is_terminal else LINE_EVERY_S):
            return
        self._printed_s = at_s
        start, end = ("\r", "") if self._is_terminal else ("", "\n")
        print(f"{start}replay: {at_s:.0f}{self._length} s", end=end, file=sys.stderr, flush=True)

    def end_line(self) -> None:
        """End the progress line."""
        if self._is_terminal and self._printed_s > -math.inf:
            self._printed_s = -math.inf
            print(file=sys.stderr)
