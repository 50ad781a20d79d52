"""Checks settings that only people in the shop can confirm: names, notice, hours, masks, screen, playback."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.kiosk.process.status_socket import KioskNotAnsweringError, KioskNotRunningError, request_kiosk_status
from edge.opening_hours import parse_opening_hours
from edge.settings.notice import NoticeSettings
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, fault_finding, good_finding, warning_finding
from edge.tools.doctor.players import other_player_findings

GRID = 60  # points along each side of the picture, to measure the area of masks
MAX_MASKED = 0.9  # share of the picture


def names_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the names in the topic. The broker allows only one client with these names."""
    site = context.require_settings().site
    where = f"vitrina/1/{site.tenant}/{site.site}/{site.device}"
    missing = [key for key in ("tenant", "site", "device") if key not in site.model_fields_set]
    if missing:
        text = (
            f"{where} still has the {', '.join(missing)} of the example; kiosks with the same name disconnect each "
            "other."
        )
        yield warning_finding("names", text, f"Set [site] {', '.join(missing)}.")
    else:
        yield good_finding("names", f"messages go to {where}/…")


def notice_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that the notice is complete, and that somebody has confirmed that it is up."""
    settings = context.require_settings()
    confirmation, zone = settings.notice, ZoneInfo(settings.site.timezone)
    for key in settings.missing_notice_text_keys():
        cure = f"Set [notice] {key}: {NoticeSettings.model_fields[key].description}."
        yield fault_finding("notice", f"its {key.replace('_', ' ')} is missing, so the kiosk stays paused.", cure)
    if missing := confirmation.missing_confirmation_keys():
        cure = f"Put it up by the screen (vitrina notice --pdf sign.pdf), then set {', '.join(missing)} in [notice]."
        yield fault_finding("notice", "not confirmed, so the kiosk stays paused.", cure)
    elif settings.missing_notice_text_keys():
        return
    elif confirmation.confirmed_on and confirmation.confirmed_on > datetime.fromtimestamp(context.now(), zone).date():
        cure = "Correct [notice] confirmed_on, or this kiosk's clock."
        yield fault_finding("notice", f"confirmed on {confirmation.confirmed_on}, which is in the future.", cure)
    else:
        where = f"seen by {confirmation.confirmed_by} on {confirmation.confirmed_on}."
        if confirmation.shown == "screen":
            where = "on the player's page: the kiosk measures only while it is shown."
        yield good_finding("notice", f"version {confirmation.version}, {where}")
        yield from _doubtful_notice_findings(confirmation)


def _doubtful_notice_findings(notice: NoticeSettings) -> Iterator[DoctorFinding]:
    """Warn about parts of a complete notice that may be missing or untrue."""
    if notice.data_protection_officer is None:
        yield warning_finding(
            "notice",
            "it names no data-protection officer.",
            "If you have one, set [notice] data_protection_officer to the officer's name or address.",
        )
    if notice.server_months is not None and notice.retention is None:
        yield warning_finding(
            "notice",
            f"it says that you delete the numbers about groups from your server after {notice.server_months} months, "
            "and no command of the server deletes them by age.",
            "Delete the server's whole store in time, or remove [notice] server_months.",
        )


def hours_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Report the shop's local time, and whether the shop is open now."""
    site = context.require_settings().site
    zone = ZoneInfo(site.timezone)
    clock = datetime.fromtimestamp(context.now(), zone).strftime("%a %H:%M")
    if "timezone" not in site.model_fields_set:
        text = f"not set, so days end at midnight UTC. UTC is {clock} now."
        yield warning_finding("time zone", text, "Set [site] timezone, for example to Europe/Berlin.")
    else:
        yield good_finding("time zone", f"{site.timezone}, local time {clock}.")
    if site.open is None:
        yield good_finding("hours", "[site] open is not set: the kiosk measures at all hours.")
    else:
        is_open = parse_opening_hours(site.open).is_open(context.now(), zone)
        yield good_finding("hours", f"{site.open}: {'open' if is_open else 'closed, so the kiosk is paused'} now.")


def masks_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the masks. Without masks, staff are counted as people."""
    from edge.perception.vision.filters import is_inside_polygon  # needs the libraries, which may be broken

    settings = context.require_settings()
    staff = settings.staff
    polygons, cure = settings.faces.masks, "Draw them on the console (vitrina console), or with vitrina aim."
    if left_out := _without_verdicts(settings.outbox.path):
        text = (
            f"{left_out} visits today gave no verdicts, because one place would have made up most of a reaction. "
            "Check whether staff are in view."
        )
        yield warning_finding("masks", text, cure)
    if not polygons and staff.in_view == "nobody" and not staff.missing_declaration_keys():
        yield good_finding(
            "masks", f"none is set: {staff.declared_by} confirmed on {staff.declared_on} that no staff work in view."
        )
        return
    if not polygons:
        text = "none is set: staff who work in view are counted as people, again and again."
        yield warning_finding("masks", text, cure)
        return
    points = [((x + 0.5) / GRID, (y + 0.5) / GRID) for x in range(GRID) for y in range(GRID)]
    share = sum(any(is_inside_polygon(x, y, polygon) for polygon in polygons) for x, y in points) / len(points)
    text = f"{len(polygons)}, over {share:.0%} of the frame."
    yield (
        fault_finding("masks", f"{text} Hardly anybody can be detected.", cure)
        if share > MAX_MASKED
        else good_finding("masks", text)
    )


def _without_verdicts(outbox: Path) -> int:
    """Number of visits without verdicts today, as the running kiosk reports it; 0 if no kiosk is running."""
    try:
        return request_kiosk_status(outbox).without_verdicts
    except (KioskNotRunningError, KioskNotAnsweringError):
        return 0


def screen_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Report the direction in which a face must look to count as attentive."""
    centre, people = context.require_settings().screen, context.require_settings().audience
    within = f"attentive within ±{people.attentive_yaw_deg:g}° and ±{people.attentive_pitch_deg:g}° of it"
    if not centre.yaw_deg and not centre.pitch_deg:
        where = "its centre is assumed to be at the camera (to change it, use vitrina aim or [screen])"
    else:
        where = (
            f"its centre is {centre.yaw_deg:g}° to the right of the camera (in the frame) and {centre.pitch_deg:g}° "
            "above it"
        )
    yield good_finding("screen", f"{where}; {within}.")


def playback_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Report the way in which the kiosk learns which ad is on the screen."""
    settings = context.require_settings()
    feed, site = settings.playback, settings.site
    if feed.feed == "playlist":
        plays = feed.playlist
        names = ", ".join(dict.fromkeys(play.creative for play in plays))
        yield good_finding(
            "playback", f"from the playlist: {names}; one round takes {sum(play.duration_s for play in plays):g} s."
        )
        return
    if feed.feed == "player" and settings.player:
        where = f"http://127.0.0.1:{settings.player.port}"
        yield good_finding("playback", f"the kiosk's own player, at {where}: open it with vitrina screen.")
        return
    if feed.feed != "command":
        yield from other_player_findings(context)
        return
    where = f"vitrina/1/{site.tenant}/{site.site}/{site.device}/cmd/play"
    yield good_finding("playback", f"the player must report each play to {where}; until then there are no reactions.")
    if feed.playlist:
        cure = 'Set [playback] feed = "playlist", or delete the list.'
        yield warning_finding("playback", 'there is a playlist, but feed = "command" ignores it.', cure)
