"""Actions of `vitrina-central fleet`."""

import argparse
import getpass
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from central.cli.parser import load_named_settings
from central.cli.rollout import list_rollouts
from central.clock import now_ms
from central.errors import SourceError, UsageError
from central.exit_codes import DONE
from central.fleet import contents
from central.fleet.founding import Founding, found_repository
from central.fleet.keys import KeyRing, list_keys
from central.fleet.layout import RepositoryFolder, published_folder
from central.fleet.published import PublishedRepository, repositories
from central.fleet.rotation import replace_online_keys, replace_stick
from central.fleet.signing import PEOPLES_ROLES, Desk, Signatures
from central.fleet.status import newest_fingerprint, repository_fields, status_lines
from central.reports.rendering.rollout_words import rollout_lines
from central.reports.rollout_values import RolloutList
from central.settings import Settings
from central.store import audit
from central.store.database import open_store, translate_database_errors
from edge.fleet.roles import BINS
from edge.messages.wire import NAME

RENEW_SHARE = 0.5


def init_repository(options: argparse.Namespace) -> int:
    """Make keys and the first root. Raises CentralError."""
    if re.fullmatch(NAME, options.tenant) is None:
        raise UsageError(f"fleet: {options.tenant!r} is not a name of a tenant. Use a-z, 0-9, '_' and '-'.")
    folder, sticks = RepositoryFolder(options.dir), [stick.resolve() for stick in options.stick]
    found_repository(Founding(folder, options.tenant, sticks, _now()), KeyRing(sticks, ask_passphrase))
    fingerprint = newest_fingerprint(folder)
    for stick in sticks:
        _write_note(stick, options.tenant, fingerprint)
    _say(f"made the repository of {options.tenant} in {options.dir}, and keys on {len(sticks)} sticks.")
    _say("fingerprint of its root, for `vitrina enrol CODE --root FINGERPRINT` (it is on each stick too):")
    print(fingerprint)
    _say(f"next, on the server: vitrina-central fleet publish --dir {options.dir}")
    return DONE


def add_software(options: argparse.Namespace) -> int:
    """Offer a program. Raises CentralError."""
    desk = _desk(options)
    if options.project_key is not None:
        _say(f"trusts the key {contents.trust_project_key(desk, options.project_key)[:16]} of the project from now on.")
    software, signed = contents.add_software(desk, options.file, is_unsigned=options.unsigned)
    checked = "you vouch for it" if options.unsigned else "signed by the project"
    _say(f"offers version {software.version} for {software.platform} ({checked}).")
    return _report_signatures([signed], options.dir)


def set_settings(options: argparse.Namespace) -> int:
    """Set or remove settings. Raises CentralError."""
    desk = _desk(options)
    kind: Literal["settings", "address"] = "address" if options.address else "settings"
    place = options.device or options.site or options.tenant
    if options.remove:
        signed = contents.remove_settings(desk, kind, place)
        _say(f"removed the {kind} of {place}.")
        return _report_signatures([signed], options.dir)
    if options.file is None:
        raise UsageError("fleet: the file with the settings is missing. Name it, or give --remove.")
    counter, signed = contents.set_settings(desk, kind, place, _read(options.file), options.min_version)
    _say(f"set the {kind} of {place}, number {counter}.")
    return _report_signatures([signed], options.dir)


def set_plan(options: argparse.Namespace) -> int:
    """Plan a rollout. Raises CentralError."""
    counter, signed = contents.set_plan(_desk(options), _read(options.file))
    _say(f"planned the rollout {counter}.")
    return _report_signatures([signed], options.dir)


def sign_waiting(options: argparse.Namespace) -> int:
    """Add signatures, and renew roles that soon expire. Raises CentralError."""
    desk = _desk(options)
    desk.folder.about()
    done: list[Signatures] = []
    for role in PEOPLES_ROLES:
        if (signed := desk.add_signatures(role)) is not None:
            done.append(signed)
        elif options.renew and desk.needs_renewal(role, RENEW_SHARE) and desk.has_key(role):
            done.append(desk.renew(role))
    if not done:
        waiting = ", ".join(desk.folder.pending_roles())
        _say(f"nothing to sign with these sticks{f'; {waiting} waits for other keys' if waiting else ''}.")
    return _report_signatures(done, options.dir)


def rotate_keys(options: argparse.Namespace) -> int:
    """Replace keys. Raises CentralError."""
    if options.online:
        done = replace_online_keys(_desk(options))
        _say(f"made new keys for central in {options.dir}/online. `fleet publish` moves them to the server.")
        return _report_signatures(done, options.dir)
    if options.new_stick is None:
        raise UsageError("fleet: --lost needs --new-stick: the folder of an empty stick.")
    options.stick.append(options.new_stick)
    done = replace_stick(_desk(options), options.lost, options.new_stick.resolve())
    _say(f"made new keys on {options.new_stick}. Those of stick {options.lost} no longer count once you publish.")
    return _report_signatures(done, options.dir)


def publish_repository(options: argparse.Namespace) -> int:
    """Publish a work folder on this server. Raises CentralError."""
    settings = load_named_settings(options)
    work = RepositoryFolder(options.dir)
    tenant = work.about()["tenant"]
    published = PublishedRepository(tenant, published_folder(settings.media_folder(), tenant), _keys(settings) / tenant)
    new = published.take(work, _now())
    _record(settings, tenant, new, published.signers())
    groups = dict.fromkeys("settings" if role in BINS else role for role in new)
    _say(f"published {', '.join(groups) or 'nothing new'} for {tenant}, and signed snapshot and timestamp.")
    _say(f"fingerprint of the root for new kiosks: {newest_fingerprint(published.folder)}")
    return DONE


def show_status(options: argparse.Namespace) -> int:
    """Show a work folder; or what this server publishes, with the rollouts. Raises CentralError."""
    rollouts = RolloutList(generated=_now(), rollouts=[])
    if options.dir is not None:
        work = RepositoryFolder(options.dir)
        found = [(str(work.about()["tenant"]), work)]
    else:
        settings = load_named_settings(options)
        found = [(each.tenant, each.folder) for each in repositories(settings.films, settings.fleet_keys_folder())]
        location = settings.store_location()
        if not found:
            location.require_store()  # a wrong name of the folder would look like a server without a repository
        if location.has_store():
            with open_store(location) as store:
                rollouts = list_rollouts(store)
    if options.json:
        by_tenant = {each.tenant: each.model_dump(mode="json") for each in rollouts.rollouts}
        fields = [repository_fields(tenant, folder, _now()) for tenant, folder in found]
        print(json.dumps([{**each, "rollout": by_tenant.get(each["tenant"])} for each in fields], indent=2))
        return DONE
    if not found:
        _say("this server publishes no repository. Start with `vitrina-central fleet init` (vitrina docs fleet).")
    for tenant, folder in found:
        print("\n".join(status_lines(tenant, folder, _now())))
    for line in rollout_lines(rollouts):
        print(line)
    return DONE


def ask_passphrase(folder: Path) -> str:
    """Ask for the passphrase of a stick, twice for a new one. Without a terminal, it is the next line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    is_new = not list_keys(folder)
    typed = getpass.getpass(f"{'New passphrase' if is_new else 'Passphrase'} of {folder}: ")
    if is_new and getpass.getpass("Again: ") != typed:
        raise UsageError("fleet: the two passphrases differ. Nothing was changed; try again.")
    return typed


def _desk(options: argparse.Namespace) -> Desk:
    sticks = [stick.resolve() for stick in options.stick]
    if not sticks:
        raise UsageError("fleet: a stick with keys is missing. Name its folder with --stick.")
    return Desk(RepositoryFolder(options.dir), KeyRing(sticks, ask_passphrase), _now())


def _keys(settings: Settings) -> Path:
    keys = settings.fleet_keys_folder()
    if keys is None:
        raise UsageError("settings: [central] fleet_keys is missing. Set it to a folder that only central can read.")
    if settings.media_folder().resolve() in (keys.resolve(), *keys.resolve().parents):
        raise UsageError(f"settings: [central] fleet_keys: {keys} is below the videos, which others can read. Move it.")
    return keys


def _report_signatures(done: Sequence[Signatures], folder: Path) -> int:
    bins = [each for each in done if each.role in BINS]
    for each in [each for each in done if each not in bins]:
        _say(_signature_text(each))
    if bins:
        states = {_signature_text(each).partition(": ")[2] for each in bins}
        _say(f"{len(bins)} bins of settings: {'; '.join(sorted(states))}")
    if any(not each.is_complete for each in done):
        _say(f"next, with the other stick: vitrina-central fleet sign --dir {folder} --stick DIR")
    elif done:
        _say(f"next, on the server: vitrina-central fleet publish --dir {folder}")
    return DONE


def _signature_text(each: Signatures) -> str:
    state = "complete" if each.is_complete else f"waits, {len(each.signed)} of {each.threshold}"
    return f"{each.role}: signed by {', '.join(each.signed)}; {state}"


def _record(settings: Settings, tenant: str, new: Sequence[str], signers: Sequence[str]) -> None:
    """Write into the audit log what was published, and who signed as operator. Without a store there is no log."""
    location = settings.store_location()
    if not location.has_store():
        return
    detail = f"{', '.join(new) or 'nothing new'}; operator: {', '.join(signers)}"
    with open_store(location) as store, translate_database_errors(), store.engine.begin() as connection:
        audit.record_entry(connection, audit.COMMAND_LINE, "fleet.publish", detail, tenant=tenant)


def _write_note(stick: Path, tenant: str, fingerprint: str) -> None:
    text = f"Vitrina: keys of the repository of {tenant}. Fingerprint of its first root: {fingerprint}\n"
    (stick / "README.txt").write_text(text, encoding="utf-8")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"fleet: {path} cannot be read ({error.strerror}). Check its name.") from None


def _say(text: str) -> None:
    print(f"fleet: {text}", file=sys.stderr)


def _now() -> datetime:
    return datetime.fromtimestamp(now_ms() / 1000, timezone.utc)
