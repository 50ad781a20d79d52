"""What only people in the shop can know and the settings say: names, notice, hours, masks, the screen, the playlist."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from edge.settings.opening_hours import read_hours
from edge.tools.doctor.finding import CheckContext, Finding, fault, good, warning

GRID = 60  # points along each side, to see what masks leave
ALL_OF_IT = 0.9


def names(known: CheckContext) -> Iterator[Finding]:
    """The topic. Two kiosks with one name throw each other out."""
    site = known.given().site
    where = f"vitrina/1/{site.tenant}/{site.site}/{site.device}"
    missing = [key for key in ("tenant", "site", "device") if key not in site.model_fields_set]
    if missing:
        text = f"{where} has the example's {', '.join(missing)}; kiosks of one name throw each other out."
        yield warning("names", text, f"Set [site] {', '.join(missing)}.")
    else:
        yield good("names", f"messages go to {where}/…")


def notice(known: CheckContext) -> Iterator[Finding]:
    """Whether somebody has seen it hang there."""
    settings = known.given()
    said, zone = settings.notice, ZoneInfo(settings.site.timezone)
    if missing := said.missing():
        cure = f"Hang it by the screen, then set {', '.join(missing)} in [notice]."
        yield fault("notice", "not confirmed, so the kiosk stays paused.", cure)
    elif said.confirmed_on and said.confirmed_on > datetime.fromtimestamp(known.now(), zone).date():
        cure = "Set [notice] confirmed_on to the day on which it was seen, or this machine's clock."
        yield fault("notice", f"confirmed on {said.confirmed_on}, a day that has not come.", cure)
    else:
        yield good("notice", f"version {said.version}, seen by {said.confirmed_by} on {said.confirmed_on}.")


def hours(known: CheckContext) -> Iterator[Finding]:
    """The shop's clock, and whether it is open by it."""
    site = known.given().site
    zone = ZoneInfo(site.timezone)
    clock = datetime.fromtimestamp(known.now(), zone).strftime("%a %H:%M")
    if "timezone" not in site.model_fields_set:
        text = f"none is set, so days end at midnight of UTC, where it is {clock}."
        yield warning("time zone", text, "Set [site] timezone, such as Europe/Berlin.")
    else:
        yield good("time zone", f"{site.timezone}, where it is {clock} now.")
    if site.open is None:
        yield good("hours", "[site] open is not set: the kiosk senses at all hours.")
    else:
        is_open = read_hours(site.open).is_open(known.now(), zone)
        yield good("hours", f"{site.open}: {'open' if is_open else 'closed, so the kiosk is paused'} now.")


def masks(known: CheckContext) -> Iterator[Finding]:
    """Staff who are not masked are counted as people."""
    from edge.perception.vision.filters import is_inside  # needs the libraries, which may be what is broken

    polygons = known.given().faces.masks
    cure = "Draw them with vitrina aim, or set [faces] masks."
    if not polygons:
        text = "none is set: staff who work in view count as people, again and again."
        yield warning("masks", text, cure)
        return
    points = [((x + 0.5) / GRID, (y + 0.5) / GRID) for x in range(GRID) for y in range(GRID)]
    share = sum(any(is_inside(x, y, polygon) for polygon in polygons) for x, y in points) / len(points)
    text = f"{len(polygons)}, over {share:.0%} of the picture."
    yield fault("masks", f"{text} Hardly anybody can be seen.", cure) if share > ALL_OF_IT else good("masks", text)


def screen(known: CheckContext) -> Iterator[Finding]:
    """Where attention is measured to."""
    centre, people = known.given().screen, known.given().audience
    within = f"attentive within ±{people.attentive_yaw_deg:g}° and ±{people.attentive_pitch_deg:g}° of it"
    if not centre.yaw_deg and not centre.pitch_deg:
        where = "its centre is taken to be at the camera (vitrina aim, or [screen], says otherwise)"
    else:
        where = f"its centre is {centre.yaw_deg:g}° to image right of the camera and {centre.pitch_deg:g}° above it"
    yield good("screen", f"{where}; {within}.")


def playback(known: CheckContext) -> Iterator[Finding]:
    """How the kiosk comes to know what is on the screen."""
    settings = known.given()
    feed, site = settings.playback, settings.site
    if feed.feed == "playlist":
        plays = feed.playlist
        names = ", ".join(dict.fromkeys(play.creative for play in plays))
        yield good("playback", f"by the list: {names}; a round has {sum(play.duration_s for play in plays):g} s.")
        return
    where = f"vitrina/1/{site.tenant}/{site.site}/{site.device}/cmd/play"
    yield good("playback", f"the player must tell each play to {where}; until it does there are no reactions.")
    if feed.playlist:
        cure = 'Set [playback] feed = "playlist", or take the list away.'
        yield warning("playback", 'there is a playlist, and feed = "command" leaves it aside.', cure)
