"""Builds the kiosk's own player from the settings. Its web server is imported only if the settings enable the
player.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.screen.notice import notice_facts
from edge.kiosk.screen.screen_holds import ScreenHolds
from edge.kiosk.stages.comment_stage import CommentStage
from edge.kiosk.state.state import KioskStateTracker
from edge.playlist.program import Program as Schedule
from edge.playlist.values import Screen
from edge.screen.notice.facts import Language, NoticeFacts
from edge.screen.notice.page import notice_strip_text, page_texts
from edge.screen.notice.qr import qr_screen_code
from edge.screen.notice.strip import notice_qr_content, notice_strip_lines
from edge.screen.notice.texts import notice_texts
from edge.screen.play_feed import PlayEvent, PlayFeed
from edge.screen.player.folder import IMAGES, player_items_in_folder
from edge.screen.player.items import ListProgram, NoticePage, NoticeText, PageContent, PageState, PlayerItem, Program
from edge.screen.player.say_page import CommentPage
from edge.screen.player.scheduled import PlaylistChecks, ScheduledProgram
from edge.screen.player.sounds import PlayerSounds, SoundFilm
from edge.screen.playlist_file import read_playlist
from edge.screen.playlist_watch import PlaylistWatch
from edge.screen.remote.program import RemoteProgram
from edge.screen.remote.remote_playlist import RemotePlaylist
from edge.screen.schedule_file import ScheduleFile, schedule_path
from edge.settings.settings import Settings
from edge.supervised_thread import SupervisedThread
from edge.web.errors import PagePackagesError

if TYPE_CHECKING:
    from edge.screen.player.panel import PagePanel  # loaded with the page's server

StorePlays = Callable[[Sequence[PlayEvent]], None]
"""Function that stores finished plays, each as a start and an end."""


def build_configured_player(
    settings: Settings,
    clock: Clock,
    state: KioskStateTracker,
    holds: ScreenHolds,
    sounds: PlayerSounds | None = None,
    remote: RemotePlaylist | None = None,
    comments: CommentStage | None = None,
    store: StorePlays = lambda _: None,
) -> "PlayFeed | None":
    """The player from the settings. It already listens, but serves its page only later. The caller closes it. None if
    there is no player.

    `sounds` receives the soundtracks of the player's videos. `remote` is the playlist from the central server.
    `comments` receives the comments that visitors write. `store` stores finished plays, if this player's plays are
    reported.

    Raises PagePackagesError, PageServerError, TokenFileError, PlaylistFileError, SettingsError or NoticeError.
    """
    if settings.player is None:
        return None
    return build_program_player(
        settings,
        clock,
        state,
        holds,
        lambda: build_playlist_program(settings, sounds, remote),
        comments=comments,
        store=store,
    )


def build_program_player(
    settings: Settings,
    clock: Clock,
    state: KioskStateTracker,
    holds: ScreenHolds,
    program: Callable[[], Program],
    panel: "PagePanel | None" = None,
    comments: CommentStage | None = None,
    store: StorePlays = lambda _: None,
    *,
    is_bare: bool = False,
) -> "PlayFeed":
    """The player for settings that have one, with the program that `program` builds. `panel` covers the ads. With
    `is_bare`, the page shows no notice.

    Raises the errors of `build_configured_player`.
    """
    assert settings.player is not None
    try:
        from edge.screen.player.connection import PageHooks
        from edge.screen.player.feed import PlayerFeed, PlayerOptions
        from edge.screen.player.say import CommentHooks
        from edge.web.token_file import token_path
    except ModuleNotFoundError as error:
        raise PagePackagesError("player", error.name) from None
    zone = ZoneInfo(settings.site.timezone)
    notice = notice_page(settings)
    feed = PlayerFeed(
        PlayerOptions(settings.player.port, token_path(settings.outbox.path, "player")),
        program(),
        PageContent(lambda: notice, "none" if is_bare else settings.player.strip, settings.player.overlay, panel),
        lambda at_s: datetime.fromtimestamp(at_s, zone),
        PageHooks(
            now=clock.now,
            state=lambda: _page_state(state, holds, is_panel_open=panel is not None and panel.is_open()),
            on_beat=holds.interlock.put_page_beat if holds.interlock else lambda _: None,
            on_opt_out=lambda: holds.opt_out.begin_pause(clock.now()) if holds.opt_out else None,
            comments=None
            if comments is None
            else CommentHooks(
                page=CommentPage(settings.notice.languages, settings.audience.k_reaction),
                now=clock.now,
                is_taken=lambda: not state.is_paused,
                prepare=comments.preload_reader,
                put=comments.put_text,
            ),
            store=store if settings.playback.feed == "player" else lambda _: None,
        ),
    )
    return feed if settings.playback.feed == "player" else UnreportedPlays(feed)


class UnreportedPlays:
    """A player whose plays are not reported, because `[playback] feed` names another feed."""

    def __init__(self, feed: PlayFeed) -> None:
        self._feed = feed

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts of the player."""
        return self._feed.alerts

    def poll(self, now_s: float) -> list[PlayEvent]:
        """Returns no plays, but keeps the page running."""
        self._feed.poll(now_s)
        return []

    def close(self) -> None:
        """Closes the player."""
        self._feed.close()


def settings_without_player(settings: Settings) -> Settings:
    """The settings of a demo or a benchmark that opens no page and shows no notice."""
    return settings_without_screen_notice(settings).model_copy(update={"player": None})


def settings_without_screen_notice(settings: Settings) -> Settings:
    """The settings of a kiosk with a page that shows no notice, so sensing does not wait for one."""
    return settings.model_copy(update={"notice": settings.notice.model_copy(update={"shown": "sign"})})


def _page_state(state: KioskStateTracker, holds: ScreenHolds, *, is_panel_open: bool) -> PageState:
    is_view_open = holds.view is not None and holds.view.permit is not None
    opted_out_until_s = holds.opt_out.until_s if holds.opt_out else None
    return PageState(not state.is_paused, opted_out_until_s, is_view_open, is_panel_open)


def build_playlist_program(
    settings: Settings, sounds: PlayerSounds | None = None, remote: RemotePlaylist | None = None
) -> Program:
    """The program from the playlist, or from all ads in the folder if there is no playlist. Raises
    PlaylistFileError.
    """
    wanted = settings.player
    assert wanted is not None
    if wanted.playlist is None and remote is None:
        items = player_items_in_folder(wanted.media)
        if sounds:
            SupervisedThread(partial(sounds.load, films_among_items(items)), "sounds").start()
        return ListProgram(items)
    watch = PlaylistWatch(wanted.playlist, remote.file if remote else None)
    on_checked = (lambda checked: sounds.load(checked.films_with_sound(wanted.media))) if sounds else None
    checks = PlaylistChecks(watch, wanted.media, on_checked=on_checked)
    checks.start()
    numbers = ScheduleFile(schedule_path(settings.outbox.path))
    screen = Screen(settings.site.site, settings.site.device)
    program = ScheduledProgram(Schedule(watch.playlist, screen, numbers), checks, wanted.media)
    if remote is None:
        return program
    remote.start()
    return RemoteProgram(program, remote)


def films_among_items(items: Sequence[PlayerItem]) -> list[SoundFilm]:
    """The videos among the items."""
    return [SoundFilm(item.creative, item.creative, item.file) for item in items if item.kind == "video"]


def player_films(settings: Settings) -> list[SoundFilm]:
    """Videos of the player in the settings, to look up their soundtracks. Raises PlaylistFileError."""
    wanted = settings.player
    if wanted is None:
        return []
    if wanted.playlist is None:
        return films_among_items(player_items_in_folder(wanted.media))
    creatives = [one for one in read_playlist(wanted.playlist).creatives if not one.muted]
    shown = [one for one in creatives if not one.file.lower().endswith(IMAGES)]
    return [SoundFilm(one.id, one.id, wanted.media / one.file) for one in shown]


def notice_page(settings: Settings) -> NoticePage:
    """The notice for the player's page, in the languages of the settings, with the texts of the door sign. If the
    notice is incomplete, the page shows only the strip, and the kiosk does not sense.
    """
    notice = settings.notice
    facts = None if settings.missing_notice_text_keys() else notice_facts(settings)
    on_strip = notice.shown != "sign"
    code = None
    if facts and (on_strip or facts.operator.address):
        code = qr_screen_code(notice_qr_content(notice.languages[0], facts))
    return NoticePage(
        version=notice.version or "",
        texts=tuple(_notice_text(language, facts, on_strip=on_strip) for language in notice.languages),
        qr_svg=code.svg if code else None,
        strip_modules=code.modules if code and on_strip else None,
    )


def _notice_text(language: Language, facts: NoticeFacts | None, *, on_strip: bool) -> NoticeText:
    """Text of the notice in one language. Without facts, it contains only the state of the measurement. With
    `on_strip`, the strip itself is the notice, so it names the operator and explains how to object. Otherwise a printed
    sign does this.
    """
    full = page_texts(language, facts) if facts else None
    lines = notice_strip_lines(language, facts) if facts and on_strip else None
    fields = [f"{field.label}: {field.text}" for field in full.fields] if full else []
    return NoticeText(
        language=language,
        measuring=notice_strip_text(language, "sensing"),
        not_measuring=notice_strip_text(language, "paused"),
        operator=lines.operator if lines else "",
        objection=lines.objection if lines else "",
        view_open=notice_texts(language)["view_open"],
        opt_out=notice_texts(language)["optout_button"],
        title=notice_texts(language)["title"],
        paragraphs=(*full.statements, *fields, full.version) if full else (),
        promise_title=full.promise.label if full else "",
        promise=full.promise.text if full else "",
    )
