"""The Lab Streaming Layer in a session: what the session sends, and the streams that it reads."""

import secrets
from collections.abc import Callable, Set
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.clock import Clock
from edge.study.definition import StudyDefinition
from edge.study.recorder import StudyEvent
from edge.study_sessions.lsl import LslLibrary, LslMarkers, LslStreams, load_lsl
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.stream_options import requests_by_scope

_WARNING = (
    "study: --lsl: the LSL library listens on all addresses of this computer. Switch the network off, or close its "
    "ports, so that nobody else can read the streams."
)


@dataclass(frozen=True)
class SessionLsl:
    """Streams of one session. `outlets`: set if it sends streams. `inputs`: the streams of others that it records.

    `has_ads`: markers of other programs start and end ads, because nothing else shows ads.
    """

    library: LslLibrary | None = None
    outlets: LslStreams | None = None
    inputs: tuple[LslInput, ...] = ()
    has_ads: bool = False

    def clock_s(self) -> float | None:
        """The library's clock; None if neither streams are sent nor recorded."""
        return None if self.library is None else float(self.library.pylsl.local_clock())

    def read_markers(self, now: Callable[[], float], emit: Callable[[StudyEvent], None], undo: ExitStack) -> None:
        """Read the markers of all other programs on this computer until `undo` closes, if the session sends streams."""
        if self.outlets is None or self.library is None:
            return
        recorded = [one.request.name for one in self.inputs]
        markers = LslMarkers(self.library.pylsl, now, emit, recorded, has_ads=self.has_ads)
        markers.start()
        undo.callback(markers.close)


def open_session_lsl(
    options: SessionOptions, definition: StudyDefinition, held: Set[str], clock: Clock, undo: ExitStack
) -> SessionLsl:
    """Load the library if the options request it. `held`: scopes that the participant consents to.

    A stream without consent is not even searched for. Raises StudyError.
    """
    wanted = requests_by_scope(options.record_lsl, definition)
    # of all streams: the library reads its configuration once, and the leader's page records several participants
    hosts = {host for request in wanted.values() for host in request.hosts}
    for scope in sorted(wanted.keys() - held):
        name = wanted.pop(scope).name
        print(f"study: {scope} is not recorded: the participant does not consent to the stream {name}.", flush=True)
    if not wanted and not options.lsl:
        return SessionLsl()
    if options.lsl:
        print(_WARNING, flush=True)
    library = load_lsl(Path(undo.enter_context(TemporaryDirectory(prefix="vitrina-lsl-"))), hosts)
    outlets = LslStreams(library.pylsl, secrets.token_hex(4), clock.now) if options.lsl else None
    inputs = tuple(LslInput(library, scope, request, clock.now) for scope, request in sorted(wanted.items()))
    return SessionLsl(library, outlets, inputs, options.plays is None and options.playlist is None)
