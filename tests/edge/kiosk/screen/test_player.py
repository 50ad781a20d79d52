"""The player's program from the settings: the sound of its films is read in the background."""

from contextlib import closing
from pathlib import Path

from edge.events import PlayStarted
from edge.kiosk.screen.player import build_playlist_program, notice_page
from edge.screen.player.sounds import PlayerSounds
from edge.settings.delivery import OutboxSettings
from edge.settings.playback import PlaybackSettings
from edge.settings.player import PlayerSettings
from edge.settings.settings import Settings, parse_settings_text
from tests.doubles.adverts import write_advert
from tests.doubles.made_films import needs_ffmpeg
from tests.doubles.waiting import wait_until

NOTICE = """[notice]
version = "2026-11"
operator = "Shop Ltd, 1 High Street"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
[player]
media = "/nowhere"
"""
LIST = """[[creative]]
id = "spring"
file = "a.mp4"
[[creative]]
id = "quiet"
file = "b.mp4"
muted = true
"""


def settings(folder: Path, playlist: Path | None = None) -> Settings:
    player = PlayerSettings(media=folder, playlist=playlist)
    outbox = OutboxSettings(path=folder / "outbox.db")
    return Settings(player=player, playback=PlaybackSettings(feed="player"), outbox=outbox)


@needs_ffmpeg
def test_the_sound_of_a_playlist_is_read_when_its_files_are_checked_and_when_it_changes(tmp_path: Path) -> None:
    """A play names its file by the digits of the checksum; what is muted is not read."""
    for name in ("a.mp4", "b.mp4"):
        write_advert(tmp_path / name, sound=True, length_s=1.2 if name == "a.mp4" else 1.5)
    playlist = tmp_path / "list.toml"
    playlist.write_text(LIST)
    sounds = PlayerSounds(16_000)
    with closing(build_playlist_program(settings(tmp_path, playlist), sounds)):
        wait_until(lambda: len(sounds.loaded_keys) == 1, "the sound of one film")
        (first,) = sounds.loaded_keys
        found = sounds.film_sound(PlayStarted(0.0, "spring", sha256=first))
        assert found is not None
        assert 1.2 <= len(found) / 16_000 < 1.4
        assert found.any()
        playlist.write_text(LIST.replace("muted = true\n", ""))
        wait_until(lambda: len(sounds.loaded_keys) == 2, "the sound of the other film")


@needs_ffmpeg
def test_the_sound_of_a_folder_is_read_once_and_known_by_the_creative(tmp_path: Path) -> None:
    write_advert(tmp_path / "a.mp4", sound=True)
    write_advert(tmp_path / "picture.png", "")
    sounds = PlayerSounds(16_000)
    with closing(build_playlist_program(settings(tmp_path), sounds)):
        wait_until(lambda: bool(sounds.loaded_keys), "the sound")
        assert sounds.loaded_keys == {"a"}
        assert sounds.film_sound(PlayStarted(0.0, "a")) is not None


def test_a_notice_on_the_screen_has_a_code_on_the_strip_also_without_an_address() -> None:
    """The text itself is in it then. Beside a printed sign the strip stays narrow, without code and operator."""
    shown = notice_page(
        parse_settings_text(NOTICE.replace("[player]", 'shown = "screen"\n[player]'), Path("vitrina.toml"))
    )
    assert shown.qr_svg is not None
    assert shown.strip_modules is not None
    assert "Shop Ltd, 1 High Street" in shown.texts[0].operator
    beside = notice_page(parse_settings_text(NOTICE, Path("vitrina.toml")))
    assert (beside.qr_svg, beside.strip_modules) == (None, None)
    assert (beside.texts[0].operator, beside.texts[0].objection) == ("", "")
