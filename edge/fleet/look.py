"""One look of the updater, in two halves. systemd runs it every quarter of an hour.

`fetch` has no rights, and may use the internet: it downloads new files. `apply` is root, and may not: it checks
everything again with its own state, and takes the steps.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from edge.exit_codes import DONE
from edge.files import open_foreign_file, replace_file
from edge.fleet.floors import Floors
from edge.fleet.parts import UpdaterParts
from edge.fleet.public_status import AlertCode
from edge.fleet.refusals import CODES, NO_ATTACK, FleetRefused
from edge.fleet.settings_step import OfferedFile
from edge.fleet.state_folder import hold_update_lock
from edge.fleet.steps import LEAST_FREE_BYTES, WantedVersion

if TYPE_CHECKING:  # the client of the repository is loaded only where there is a repository
    from edge.fleet.offers import Offer
    from edge.fleet.repository import Repository

ALERTS: dict[str, AlertCode] = {"expired": "fleet.expired", "clock": "fleet.clock", "space": "fleet.space"}
"""Alerts of codes; other codes that are not everyday faults raise fleet.refused."""
LOOKS: tuple[AlertCode, ...] = ("fleet.expired", "fleet.clock", "fleet.space", "fleet.refused", "fleet.old")
_OUTCOME = "outcome.json"
_LARGEST_OUTCOME = 4_096
_WITHDRAWABLE = ("fetched", "checked")


def fetch(parts: UpdaterParts) -> int:
    """Download new files into the folder of this user. Raises FleetRefused and OSError."""
    url = parts.settings.url
    if url is None:
        return DONE
    code = ""
    try:
        _fetch(parts, url)
    except FleetRefused as error:
        code = error.code
        raise
    finally:
        replace_file(parts.folders.fetched / _OUTCOME, json.dumps({"code": code}).encode())
    return DONE


def _fetch(parts: UpdaterParts, url: str) -> None:
    from edge.fleet import offers
    from edge.fleet.fetcher import HttpSource, make_tls_context, tenant_url

    settings, folder = parts.settings, parts.folders.fetched
    Floors().refuse_low_clock(parts.clock.now())
    repository = offers.open_repository(
        folder / "metadata",
        folder / "targets",
        HttpSource(tenant_url(url, settings.tenant), make_tls_context(settings.ca)),
        parts.folders.anchor,
        is_offline=False,
    )
    offer = offers.look(repository, settings.kiosk, parts.clock.now())
    for settings_file in repository.settings(settings.tenant, settings.site, settings.device):
        repository.fetch(settings_file.name)
    target = offer.target
    _drop_other_archives(folder / "targets", None if target is None else target.name)
    if target is not None and target.version != parts.trees.current():
        if parts.trees.free_bytes() < LEAST_FREE_BYTES:
            raise FleetRefused("space", "fleet: less than 2.5 GB are free, so no program is fetched. Free some space.")
        repository.fetch(target.name)


def apply(parts: UpdaterParts) -> int:
    """Go on with an update, look at what was fetched, and take the steps. Raises FleetRefused and OSError."""
    with hold_update_lock(parts.folders):
        if parts.steps.record.step not in _WITHDRAWABLE:
            parts.steps.run()  # a trial or a return comes before anything new
        if settings := parts.settings_step():
            settings.resume()
        is_free = parts.steps.record.step in _WITHDRAWABLE or not parts.steps.record.is_in_progress
        if parts.settings.url is not None and parts.folders.anchor.is_file() and is_free:
            _apply_offer(parts)
        record = parts.steps.run()
    if record.step in ("idle", "kept"):
        note_frame_rate(parts)  # takes ten seconds, in which a person may start something else
    return DONE


def _apply_offer(parts: UpdaterParts) -> None:
    """Check what was fetched, and unpack the wanted version. A refusal becomes an alert, and changes nothing else."""
    refused = fetched_refusal(parts.folders.fetched)
    try:
        offer = _look_at_fetched(parts)
        alert: AlertCode | None = None
        if offer.is_old:
            alert = "fleet.old"
            parts.reporter.raise_alert(
                alert, "fleet: nobody has signed anything for 60 days. Check the keys: vitrina-central fleet status."
            )
    except FleetRefused as error:
        refused = refused or error
        alert = None
    if refused is not None:
        alert = alert_code(refused.code)
        if alert is not None:
            parts.reporter.raise_alert(alert, f"{refused} (code {refused.code})")
    parts.reporter.clear_alert(*(code for code in LOOKS if code != alert))


def _look_at_fetched(parts: UpdaterParts) -> "Offer":
    from edge.fleet import offers
    from edge.fleet.fetcher import MirrorSource

    folders, steps = parts.folders, parts.steps
    floors = steps.floors
    floors.refuse_low_clock(parts.clock.now())
    source = MirrorSource(folders.fetched / "metadata", folders.fetched / "targets")
    repository = offers.open_repository(
        folders.private / "metadata", folders.private / "targets", source, folders.anchor, is_offline=False
    )
    offer = offers.look(repository, parts.settings.kiosk, parts.clock.now())
    raised = offers.floors_with_plan(floors, offer.plan)
    if raised != floors:
        steps.write_floors(raised)
    parts.reporter.write(parts.reporter.read(), timestamp=offer.timestamp, wanted=_reported_wish(parts, offer.wanted))
    refused = _take_settings(parts, repository)
    if offer.target is None or offer.plan is None:
        steps.withdraw()
    elif _is_news(parts, offer.target.version):
        archive, signed_s = repository.fetch(offer.target.name), int(parts.clock.now())
        wanted = WantedVersion(offer.target.version, archive, offer.plan.when, offer.target.min_from, signed_s)
        steps.fetch(wanted)
        _drop_other_archives(folders.private / "targets", None)
    if refused is not None:
        raise refused
    return offer


def _take_settings(parts: UpdaterParts, repository: "Repository") -> FleetRefused | None:
    """Take the signed settings for this kiosk. Returns a refusal, which must not keep a program from being fetched."""
    names, step = parts.settings, parts.settings_step()
    if step is None:
        return None
    try:
        targets = repository.settings(names.tenant, names.site, names.device)
        offered = [OfferedFile(target, repository.fetch(target.name).read_bytes()) for target in targets]
        floors = parts.steps.floors
        taken = step.take(offered, floors)
        if taken != floors:
            parts.steps.write_floors(taken)
    except FleetRefused as error:
        return error
    return None


def _is_news(parts: UpdaterParts, version: str) -> bool:
    """True if this version neither runs nor is on its way, and did not come back under this plan."""
    record = parts.steps.record
    is_on_its_way = record.step in _WITHDRAWABLE and record.version == version
    return version != parts.trees.current() and not is_on_its_way and version not in parts.steps.floors.bad


def _reported_wish(parts: UpdaterParts, wanted: str | None) -> str | None:
    """Version to report as wanted: after a return, the one that came back, until a plan wants another one."""
    record = parts.steps.record
    if record.step == "returned" and wanted is None:
        return record.version
    return None if wanted == parts.trees.current() else wanted


def alert_code(code: str) -> AlertCode | None:
    """Alert for the code of a refusal. None for an everyday fault, and for a version that came back already."""
    if code in NO_ATTACK - {*ALERTS} or code == "version_bad":
        return None
    return ALERTS.get(code, "fleet.refused")


def fetched_refusal(fetched: Path) -> FleetRefused | None:
    """Refusal that the fetching half has noted. Its user is not trusted: only a known code is taken."""
    try:
        with open_foreign_file(fetched / _OUTCOME) as file:
            code = json.loads(file.read(_LARGEST_OUTCOME))["code"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(code, str) or code not in CODES:
        return None
    return FleetRefused(code, f"fleet: {CODES[code]}. Run vitrina-central fleet status, and check the repository.")


def note_frame_rate(parts: UpdaterParts) -> None:
    """Store the frame rate of an open camera, which the next version is compared with. Raises OSError."""
    rate_hz = parts.kiosk.measure_rate_hz()
    if rate_hz is not None:
        parts.rates.add(parts.clock.now(), rate_hz)


def _drop_other_archives(folder: Path, name: str | None) -> None:
    """Delete downloaded programs, except the one with this name: each takes hundreds of megabytes."""
    kept = None if name is None else name.replace("/", "%2F")
    for path in folder.glob("software%2F*") if folder.is_dir() else ():
        if path.name != kept:
            path.unlink(missing_ok=True)
