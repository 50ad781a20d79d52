"""The pages for technicians in a shop: the program takes their commands, and their figures are those of a row or of
the code."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.main import make_parser
from edge.screen.feeds import mpv_plays
from edge.screen.player.play_log import LEAST_ERROR_S
from edge.screen.playlist_file import parse_playlist
from edge.settings.settings import Settings, parse_settings_text
from edge.tools.badge_reach import STANDING_PX, badge_reading_distance_m
from edge.tools.doctor.placement import HIGH_M, LOW_M, MAX_TILT_DEG
from tests.docs.test_answers import Row, cell

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "docs" / "shop"
PAGES = sorted(path.stem for path in SHOP.glob("*.md"))
TRIAL, TIMES, BADGES = "docs/evidence/install.md", "docs/shop/playlist-reference.md", "docs/evidence/camera.md"
LATER = {"docs"}
"""Commands that a page may name although this program has none of the name yet."""


def page_text(page: str) -> str:
    """Text of a page of docs/shop."""
    return (SHOP / f"{page}.md").read_text(encoding="utf-8")


def prose(page: str) -> str:
    """The same in one line."""
    return " ".join(page_text(page).split())


def commands(page: str) -> Iterator[list[str]]:
    """Words of each command of the kiosk's program, without those of the shell."""
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", page_text(page), re.MULTILINE | re.DOTALL)
    lines = [line.removeprefix("$ ").partition(" #")[0] for block in blocks for line in block.splitlines()]
    lines += re.findall("`([^`\n]+)`", page_text(page))
    for line in lines:
        if found := re.match(r"(?:sudo (?:-u \S+ )?)?vitrina ([a-z][a-z-]*(?: .*?)??)(?: > .*)?$", line.strip()):
            yield shlex.split(found[1])


@pytest.mark.parametrize("page", PAGES)
def test_the_program_takes_the_commands_of_the_page(page: str) -> None:
    for words in commands(page):
        if words[0] in LATER:
            continue
        try:
            make_parser().parse_args(words if len(words) > 1 else [*words, "--help"])  # or the name only
        except SystemExit as ended:
            if ended.code:
                pytest.fail(f"{page}: vitrina {shlex.join(words)}")


def test_the_pages_print_commands() -> None:
    assert sum(len(list(commands(page))) for page in PAGES) > 40


def seconds(row: Row) -> float:
    """First figure of a row, in seconds."""
    (figure,) = re.findall(r"^-?(\d+) (?:s|ms)\b", cell(row))
    return float(figure) / (1000 if re.match(r"-?\d+ ms", cell(row)) else 1)


def test_the_installation_takes_as_long_as_on_the_slower_bare_machine() -> None:
    install, sensing = (
        max(seconds(Row(TRIAL, row, system, table="install try")) for system in ("Debian 12", "Debian 13"))
        for row in ("./install.sh", "from the link to `sensing")
    )
    text = prose("install")
    assert f"`install.sh` took up to {install:g} s and `sensing` came up to {sensing:g} s after the link" in text


def test_errors_of_measured_players_are_no_smaller_than_their_rows() -> None:
    """0.05 s and 0.1 s, which a proof of play carries."""
    rows = dict(
        re.findall(r"^\| [^|]+ \| `(\w+)` \| [^|]+ \| ([\d.]+) s, \[measured\]", page_text("screen"), re.MULTILINE)
    )
    assert rows == {"player": f"{LEAST_ERROR_S:g}", "mpv": f"{mpv_plays.ERROR_S:g}"}
    assert seconds(Row(TIMES, "distance of the two, 95 of 100 plays", "value")) <= LEAST_ERROR_S
    for what in ("reported start − first frame on the screen", "reported end − end of the last frame"):
        row = Row(TIMES, f"{what}, distance in 95 of 100 plays", "value")
        assert seconds(row) <= mpv_plays.ERROR_S


def test_a_badge_is_read_as_far_away_as_its_row_allows() -> None:
    """At the smallest size of which every track was out."""
    distance = badge_reading_distance_m(1920, 70.0, STANDING_PX)
    assert f"[about {distance:.1f} m](../evidence/camera.md#badges) with a frame 1920 pixels wide" in prose("camera")
    assert cell(Row(BADGES, f"{STANDING_PX:g} px, standing", "out")) == "100.0%"


def test_a_pipeline_that_leaves_jpeg_costs_nearly_as_much_as_the_device() -> None:
    row = Row(BADGES, "a pipeline that leaves it as JPEG: `… ! image/jpeg", "ratio")
    assert float(cell(row)) <= 1.1
    assert "[nearly as cheap as the device](../evidence/camera.md#pipelines)" in prose("camera")


def test_the_place_of_the_camera_is_what_the_doctor_recommends() -> None:
    assert f"at eye level ({LOW_M} to {HIGH_M} m), tilted by at most {MAX_TILT_DEG:g}°" in prose("camera")


@pytest.mark.parametrize("page", ["camera", "notice", "operate"])
def test_blocks_of_settings_are_settings(page: str) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", page_text(page), re.DOTALL)
    assert blocks
    for block in blocks:
        parse_settings_text(block, Path("vitrina.toml"))


def test_limits_of_the_outbox_and_of_pauses_are_the_defaults() -> None:
    settings = Settings()
    assert f"for {settings.outbox.keep_days:g} days (`[outbox] keep_days`)" in prose("operate")
    assert f"`[outbox] max_mb` ({settings.outbox.max_mb:g})" in prose("operate")
    assert settings.notice.optout_s == 600
    assert "`[notice] optout_s` seconds (ten minutes by default)" in prose("console")
    assert f"fewer than `k` people ({settings.audience.k})" in prose("troubleshooting")


def test_the_playlist_of_the_reference_is_one_and_its_turns_fit_its_first_line() -> None:
    playlist, turns, by_day = re.findall(r"```toml\n(.*?)```", page_text("playlist-reference"), re.DOTALL)
    parsed = parse_playlist(playlist, "playlist.toml")
    assert [each.id for each in parsed.creatives] == ["spring_a", "spring_b"]
    assert [each.id for each in parsed.experiments] == ["e12"]
    rotate, _, head = turns.partition("\n\n")
    assert head == "[[creative]]\n"
    both = playlist.replace("[[experiment]]", '[[creative]]\nid = "c"\nfile = "c.mp4"\n\n[[experiment]]')
    assert parse_playlist(f"{rotate}\n{both}", "playlist.toml").rotate == 2
    creatives = playlist.partition("[[experiment]]")[0]
    (experiment,) = parse_playlist(f"{creatives}{by_day}", "playlist.toml").experiments
    assert (experiment.unit, experiment.arms["off"]) == ("day", [])
