"""Checks of names, notice, hours, masks, screen and playback."""

from pathlib import Path

from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.site import (
    hours_findings,
    masks_findings,
    names_findings,
    notice_findings,
    playback_findings,
    screen_findings,
)
from tests.edge.tools.doctor.contexts import levels, make_context, only

SITE = '[site]\ntenant = "acme"\nsite = "berlin-7"\ndevice = "door"\ntimezone = "Europe/Berlin"\n'
CONFIRMED = '[notice]\nversion = "2026-11"\nconfirmed_on = 2026-11-25\nconfirmed_by = "Ada"\n'
NOTICE = CONFIRMED + 'operator = "Shop Ltd"\ncontact = "shop@example.org"\nlegal_basis = "consent"\n'
NOTICE += 'data_protection_officer = "dpo@example.org"\n'


def check_notice(context: DoctorContext) -> DoctorFinding:
    return only(list(notice_findings(context)))


def test_example_names_are_a_warning(tmp_path: Path) -> None:
    """Two kiosks with the example's names would disconnect each other."""
    finding = only(list(names_findings(make_context(tmp_path, '[site]\ntenant = "acme"\n'))))
    assert finding.level == "warning"
    assert "vitrina/1/acme/shop/kiosk" in finding.text
    assert "[site] site, device" in finding.cure
    assert only(list(names_findings(make_context(tmp_path, SITE)))).level == "ok"


def test_a_notice_without_confirmation_is_a_fault(tmp_path: Path) -> None:
    """The cure names the missing keys."""
    unconfirmed = "\n".join(line for line in NOTICE.splitlines() if not line.startswith("confirmed"))
    finding = check_notice(make_context(tmp_path, unconfirmed))
    assert finding.is_ok is False
    assert "confirmed_on, confirmed_by in [notice]" in finding.cure
    assert check_notice(make_context(tmp_path, NOTICE)).level == "ok"


def test_each_part_that_a_confirmed_notice_lacks_is_a_fault_of_its_own(tmp_path: Path) -> None:
    """With what belongs there."""
    found = list(notice_findings(make_context(tmp_path, CONFIRMED)))
    assert [(one.level, one.text.split(",")[0]) for one in found] == [
        ("error", f"its {part} is missing") for part in ("operator", "contact", "legal basis")
    ]
    cures = [one.cure for one in found]
    assert cures[0] == "Set [notice] operator: who is responsible for the screen: name and place."
    assert cures[1] == "Set [notice] contact: address or telephone number for questions."
    assert '"consent", "legitimate interests" or "public task"' in cures[2]


def test_a_notice_without_a_data_protection_officer_is_a_warning(tmp_path: Path) -> None:
    """The law asks for the name of an officer that exists; the kiosk cannot know whether there is one, and runs."""
    nobody = "\n".join(line for line in NOTICE.splitlines() if not line.startswith("data_protection"))
    complete, doubt = notice_findings(make_context(tmp_path, nobody))
    assert (complete.level, doubt.level) == ("ok", "warning")
    assert "names no data-protection officer" in doubt.text
    assert "[notice] data_protection_officer" in doubt.cure


def test_a_deletion_that_no_command_makes_is_a_warning(tmp_path: Path) -> None:
    """The notice says that the operator deletes; words of the operator's own are the operator's own promise."""
    complete, doubt = notice_findings(make_context(tmp_path, NOTICE + "server_months = 24\n"))
    assert (complete.level, doubt.level) == ("ok", "warning")
    assert "after 24 months" in doubt.text
    own = NOTICE + 'server_months = 24\nretention = "a year"\n'
    assert check_notice(make_context(tmp_path, own)).level == "ok"


def test_a_notice_confirmed_in_the_future_is_a_fault(tmp_path: Path) -> None:
    """The day is that of the shop: in Auckland the 26th has begun, in New York it has not."""
    tomorrow = NOTICE.replace("2026-11-25", "2026-11-26")
    assert check_notice(make_context(tmp_path, f'[site]\ntimezone = "America/New_York"\n{tomorrow}')).is_ok is False
    assert check_notice(make_context(tmp_path, f'[site]\ntimezone = "Pacific/Auckland"\n{tomorrow}')).level == "ok"


def test_local_time_is_shown(tmp_path: Path) -> None:
    """A technician can compare it with the shop's clock. Without a time zone, it is a warning."""
    zone, _ = list(hours_findings(make_context(tmp_path, SITE)))
    assert zone.level == "ok"
    assert "Europe/Berlin, local time Wed 13:00" in zone.text
    zone, _ = list(hours_findings(make_context(tmp_path)))
    assert zone.level == "warning"
    assert "Europe/Berlin" in zone.cure


def test_closing_hours_are_no_fault(tmp_path: Path) -> None:
    """The finding says that the kiosk is paused."""
    _, closed = list(hours_findings(make_context(tmp_path, f'{SITE}open = "Mo-Fr 14:00-20:00"\n')))
    assert closed.level == "ok"
    assert "closed, so the kiosk is paused" in closed.text
    _, opened = list(hours_findings(make_context(tmp_path, f'{SITE}open = "Mo-Fr 09:00-20:00"\n')))
    assert "open now" in opened.text


def test_no_masks_are_a_warning_and_full_masks_a_fault(tmp_path: Path) -> None:
    """Masks over the whole picture hide everybody."""
    none = only(list(masks_findings(make_context(tmp_path))))
    assert none.level == "warning"
    assert "vitrina aim" in none.cure
    assert "vitrina console" in none.cure
    half = only(
        list(masks_findings(make_context(tmp_path, "[faces]\nmasks = [[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]\n")))
    )
    assert half.level == "ok"
    assert "1, over 50% of the frame" in half.text
    whole = only(list(masks_findings(make_context(tmp_path, "[faces]\nmasks = [[[0, 0], [1, 0], [1, 1], [0, 1]]]\n"))))
    assert whole.is_ok is False


def test_no_masks_are_right_where_somebody_confirmed_that_no_staff_are_in_view(tmp_path: Path) -> None:
    declared = '[staff]\nin_view = "nobody"\ndeclared_by = "Ada"\ndeclared_on = 2026-11-20\n'
    none = only(list(masks_findings(make_context(tmp_path, declared))))
    assert (none.level, none.text) == ("ok", "none is set: Ada confirmed on 2026-11-20 that no staff work in view.")
    for confirmed in ("", 'declared_by = "Ada"\n'):
        (found,) = masks_findings(make_context(tmp_path, f'[staff]\nin_view = "nobody"\n{confirmed}'))
        assert found.level == "warning"


def test_direction_to_the_screen_is_shown(tmp_path: Path) -> None:
    assert "at the camera" in only(list(screen_findings(make_context(tmp_path)))).text
    aimed = only(list(screen_findings(make_context(tmp_path, "[screen]\nyaw_deg = -12.5\n"))))
    assert "-12.5° to the right of the camera" in aimed.text


def test_playback_shows_topic_or_playlist(tmp_path: Path) -> None:
    """A playlist that feed = "command" ignores is a warning."""
    by_command = only(list(playback_findings(make_context(tmp_path, SITE))))
    assert "vitrina/1/acme/berlin-7/door/cmd/play" in by_command.text
    plays = 'playlist = [{creative = "spring_a", duration_s = 7.0}, {creative = "b", duration_s = 8.0}]\n'
    assert levels(list(playback_findings(make_context(tmp_path, f"[playback]\n{plays}")))) == [
        ("playback", "ok"),
        ("playback", "warning"),
    ]
    by_playlist = only(list(playback_findings(make_context(tmp_path, f'[playback]\nfeed = "playlist"\n{plays}'))))
    assert by_playlist.level == "ok"
    assert "spring_a, b" in by_playlist.text
    assert "15 s" in by_playlist.text


def test_the_own_player_and_its_notice_are_shown(tmp_path: Path) -> None:
    """Nobody is asked to confirm a notice that stands on the page, nor to report plays."""
    text = (
        '[playback]\nfeed = "player"\n[player]\nmedia = "/m"\nport = 8471\n[notice]\nshown = "screen"\nversion = "7"\n'
        'operator = "Shop Ltd"\ncontact = "shop@example.org"\nlegal_basis = "consent"\n'
        'data_protection_officer = "dpo@example.org"\n'
    )
    context = make_context(tmp_path, text)
    assert "127.0.0.1:8471" in only(list(playback_findings(context))).text
    assert "on the player's page" in only(list(notice_findings(context))).text
