"""`vitrina study console`: serves the session leader's page, and records the sessions that the leader starts there."""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from edge.chromium import BrowserError
from edge.clock import machine_time_s
from edge.kiosk.process.stop_signals import stop_on_signals
from edge.screen.notice.errors import NoticeError
from edge.screen.playlist_file import PlaylistFileError, read_playlist
from edge.screen.plays_file import PlaysFileError, read_plays
from edge.settings.settings import Settings, SettingsError
from edge.sources.camera.camera import CameraError
from edge.sources.kits.reader import KitSettingsError
from edge.sources.recordings import RecordingError
from edge.study.errors import StudyError, StudyStorageError
from edge.study.questionnaires.questionnaire import QuestionnaireError
from edge.study_sessions.access import make_study_access, open_study_with_settings
from edge.study_sessions.browser import show_page_link
from edge.study_sessions.leader.desk import LeaderDesk
from edge.study_sessions.leader.overview import study_overview
from edge.study_sessions.leader.place import StudyPlace
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.record import record_session
from edge.study_sessions.values import Overview
from edge.web.errors import PageError, PagePackagesError
from models.serving.spec import ModelFileError

Watch = Callable[[Callable[[], None]], None]

FORESEEN = (
    StudyError, StudyStorageError, SettingsError, PageError, BrowserError, CameraError, RecordingError, ModelFileError,
    KitSettingsError, NoticeError, PlaysFileError, PlaylistFileError, QuestionnaireError,
)  # fmt: skip
"""Errors of a session that a person can fix. The page shows them, and the leader can start the next session."""


def serve_leader_page(
    settings: Settings, folder: Path, options: SessionOptions, *, in_browser: bool, watch: Watch = stop_on_signals
) -> int:
    """Serve the page until it is stopped, and record the sessions that the leader starts. Returns the exit code.

    `options`: options of every session, except the participant, who is chosen on the page.
    """
    with open_study_with_settings(folder, settings) as study:
        definition = study.definition
    adverts = session_advert_names(settings, options)
    place = StudyPlace(
        folder.absolute(), definition, make_study_access(settings).today, partial(_overview, settings, folder, adverts)
    )
    desk = LeaderDesk(machine_time_s)
    with ExitStack() as stack:
        link = stack.enter_context(_served(desk, place))
        tell = partial(print, flush=True)
        stack.enter_context(show_page_link(link, "the page of the session leader", tell, is_opened=in_browser))
        tell("study: Ctrl-C ends the running session. Without a session, it ends this command.")
        watch(desk.stop_session)
        while (participant := desk.wait_for_request()) is not None:
            _record(settings, folder, replace(options, participant=participant, waits=True), desk)
    return 0


def session_advert_names(settings: Settings, options: SessionOptions) -> tuple[str, ...]:
    """Ads of the sessions, from the plays file or from the playlist. Raises the errors of these files."""
    if options.plays is not None:
        return tuple(sorted({play.creative for play in read_plays(options.plays).plays}))
    playlist = options.playlist or (settings.player.playlist if settings.player else None)
    return () if playlist is None else tuple(sorted(one.id for one in read_playlist(playlist).creatives))


def _overview(settings: Settings, folder: Path, adverts: Sequence[str]) -> Overview:
    with open_study_with_settings(folder, settings) as study:
        return study_overview(study, adverts, machine_time_s())


def _served(desk: LeaderDesk, place: StudyPlace) -> AbstractContextManager[str]:
    try:
        from edge.study_sessions.pages.app import serve_page
        from edge.study_sessions.pages.lead_routes import LEAD_FILES, leader_page_routes
    except ModuleNotFoundError as error:
        raise PagePackagesError("study", error.name) from None
    return serve_page("lead", leader_page_routes(desk, place), LEAD_FILES)


def _record(settings: Settings, folder: Path, options: SessionOptions, desk: LeaderDesk) -> None:
    try:
        record_session(settings, folder, options, desk.set_stop_function, desk)
    except FORESEEN as error:
        print(error, file=sys.stderr, flush=True)
        desk.fail_session(str(error))
