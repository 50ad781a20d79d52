"""Replay of recordings from Python: the messages that a kiosk would publish, as values.

`replay_messages` is `vitrina replay` as a function. Its messages are the same, down to their ids.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from edge.kiosk import build, networks
from edge.screen.plays_file import RecordedPlays, read_plays
from edge.settings.loading import load_defaults, load_settings
from edge.tools.replay.output import build_messages
from edge.tools.replay.replay import ReplayRequest, replay_recordings

START_S = 1_767_225_600.0
"""Default start of the recordings: 2026-01-01T00:00:00Z."""

File: TypeAlias = str | Path


def replay_messages(
    video: File | None = None,
    *,
    audio: File | None = None,
    kits: Sequence[File] = (),
    comments: File | None = None,
    plays: File | None = None,
    k: int | None = None,
    window_s: float | None = None,
    start_s: float = START_S,
    exact: bool = False,
    config: File | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield {"topic": …, "payload": …} for each message, like `vitrina replay` with the same options.

    The recordings cover the same time, and at least one is needed. `kits`: recordings of sensor kits, each of one
    participant. `plays`: CSV file with the plays of the ads. `k`: fewest people in a number (default: that of the
    settings; below 3, no noise is added). `start_s`: start of the recordings, in seconds since 1970 UTC. `exact`: add
    no noise. `config`: settings file (default: the default settings).

    Raises ValueError without a recording, SettingsError, PlaysFileError, ModelFileError, and RecordingError.
    """
    if video is None and audio is None and not kits and comments is None:
        raise ValueError("replay: no recording was given. Name a video, audio, kits or comments.")
    settings = (load_settings(str(config)) if config else load_defaults()).settings
    request = ReplayRequest(
        video=_path(video),
        start_s=start_s,
        plays=read_plays(Path(plays)) if plays else RecordedPlays(),
        k=k,
        window_s=window_s,
        audio=_path(audio),
        bodies=[Path(kit) for kit in kits],
        comments=_path(comments),
        exact=exact,
    )
    models = networks.reaction_model_names(settings, request.model_tasks())
    releases = replay_recordings(request, settings)
    for message in build_messages(releases, build.message_header(settings), models, use=settings.models.use):
        yield {"topic": message.topic, "payload": json.loads(message.payload)}


def _path(file: File | None) -> Path | None:
    return None if file is None else Path(file)
