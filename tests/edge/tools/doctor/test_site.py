"""Names, notice, hours, masks, the screen, the playlist."""

from pathlib import Path

from edge.tools.doctor.finding import CheckContext, Finding
from edge.tools.doctor.site import hours, masks, names, notice, playback, screen
from tests.edge.tools.doctor.patient import known, levels, only

SITE = '[site]\ntenant = "acme"\nsite = "berlin-7"\ndevice = "door"\ntimezone = "Europe/Berlin"\n'
NOTICE = '[notice]\nversion = "2026-11"\nconfirmed_on = 2026-11-25\nconfirmed_by = "Ada"\n'


def noticed(patient: CheckContext) -> Finding:
    return only(list(notice(patient)))


def test_names_of_the_example_are_said(tmp_path: Path) -> None:
    """Two kiosks that nobody named would throw each other out."""
    finding = only(list(names(known(tmp_path, '[site]\ntenant = "acme"\n'))))
    assert finding.level == "warning"
    assert "vitrina/1/acme/shop/kiosk" in finding.text
    assert finding.cure == "Set [site] site, device."
    assert only(list(names(known(tmp_path, SITE)))).level == "ok"


def test_without_a_notice_nothing_is_sensed(tmp_path: Path) -> None:
    """What is missing is named."""
    finding = noticed(known(tmp_path, '[notice]\nversion = "2026-11"\n'))
    assert finding.ok is False
    assert "confirmed_on, confirmed_by in [notice]" in finding.cure
    assert noticed(known(tmp_path, NOTICE)).level == "ok"


def test_a_notice_of_tomorrow_was_seen_by_nobody(tmp_path: Path) -> None:
    """The day is that of the shop: in Auckland the 26th has begun, in New York it has not."""
    tomorrow = NOTICE.replace("2026-11-25", "2026-11-26")
    assert noticed(known(tmp_path, f'[site]\ntimezone = "America/New_York"\n{tomorrow}')).ok is False
    assert noticed(known(tmp_path, f'[site]\ntimezone = "Pacific/Auckland"\n{tomorrow}')).level == "ok"


def test_the_shops_clock_is_shown(tmp_path: Path) -> None:
    """So that whoever stands there can compare it with the one on the wall."""
    zone, _ = list(hours(known(tmp_path, SITE)))
    assert zone.level == "ok"
    assert "Europe/Berlin, where it is Wed 13:00 now" in zone.text
    zone, _ = list(hours(known(tmp_path)))
    assert zone.level == "warning"
    assert "Europe/Berlin" in zone.cure


def test_a_closed_shop_is_no_fault(tmp_path: Path) -> None:
    """But whoever wonders why nothing is sensed reads it."""
    _, closed = list(hours(known(tmp_path, f'{SITE}open = "Mo-Fr 14:00-20:00"\n')))
    assert closed.level == "ok"
    assert "closed, so the kiosk is paused" in closed.text
    _, opened = list(hours(known(tmp_path, f'{SITE}open = "Mo-Fr 09:00-20:00"\n')))
    assert "open now" in opened.text


def test_unmasked_staff_count_as_people(tmp_path: Path) -> None:
    """The doctor reminds of it; masks over all of the picture are too much of it."""
    none = only(list(masks(known(tmp_path))))
    assert none.level == "warning"
    assert "vitrina aim" in none.cure
    half = only(list(masks(known(tmp_path, "[faces]\nmasks = [[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]\n"))))
    assert half.level == "ok"
    assert "1, over 50% of the picture" in half.text
    whole = only(list(masks(known(tmp_path, "[faces]\nmasks = [[[0, 0], [1, 0], [1, 1], [0, 1]]]\n"))))
    assert whole.ok is False


def test_where_attention_is_measured_to(tmp_path: Path) -> None:
    assert "at the camera" in only(list(screen(known(tmp_path)))).text
    aimed = only(list(screen(known(tmp_path, "[screen]\nyaw_deg = -12.5\n"))))
    assert "-12.5° to image right" in aimed.text


def test_a_player_must_tell(tmp_path: Path) -> None:
    """By command it is said where; a list that is left aside is asked about; a list is shown."""
    tells = only(list(playback(known(tmp_path, SITE))))
    assert "vitrina/1/acme/berlin-7/door/cmd/play" in tells.text
    plays = 'playlist = [{creative = "spring_a", duration_s = 7.0}, {creative = "b", duration_s = 8.0}]\n'
    assert levels(list(playback(known(tmp_path, f"[playback]\n{plays}")))) == [
        ("playback", "ok"),
        ("playback", "warning"),
    ]
    listed = only(list(playback(known(tmp_path, f'[playback]\nfeed = "playlist"\n{plays}'))))
    assert listed.level == "ok"
    assert "spring_a, b; a round has 15 s" in listed.text
