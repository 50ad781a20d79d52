"""Puts programs, settings and plans into a repository, each signed by the role that may name it."""

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from tuf.api.metadata import TargetFile, Targets

from central.errors import SourceError, UsageError
from central.fleet.layout import targets_of
from central.fleet.signing import Desk, Signatures
from edge.fleet.refusals import FleetRefused
from edge.fleet.release import check_release, parse_project_key, software_fields
from edge.fleet.repository import MOST_SMALL_FILE_BYTES
from edge.fleet.roles import ADDRESS, BINS, MAKER, OPERATOR
from edge.fleet.rollout import PlanError, parse_plan
from edge.fleet.targets import PLAN, SoftwareTarget, TargetError, parse_target
from edge.fleet.versions import version_key
from edge.remote_keys import KEYS, flat_values
from edge.toml_text import TomlTextError, read_toml

HASH = ["sha256"]
REMOVED = b"# removed\n"
"""Content of a settings file that was taken away."""
PROJECT_KEY = "project_key"
MOST_TREE_BYTES = 65_536


def add_software(desk: Desk, tar: Path, *, is_unsigned: bool = False) -> tuple[SoftwareTarget, Signatures]:
    """Offer a program to the kiosks, signed as maker, after a check of the project's signature.

    `is_unsigned`: the person built the program and vouches for it. Raises UsageError or SourceError.
    """
    try:
        software = read_tree_fields(tar) if is_unsigned else _read_signed(desk, tar)
        target = TargetFile.from_file(software.name, str(tar), HASH)
    except FleetRefused as refusal:
        raise UsageError(f"{refusal} Nothing was changed.") from None
    except OSError as error:
        raise SourceError(f"fleet: {tar} cannot be read ({error.strerror}). Check its name.") from None
    target.unrecognized_fields["custom"] = custom_fields(software)
    signed = desk.change_targets(MAKER, lambda content: _set_target(content, target))
    desk.folder.add_file(target, tar)
    return software, signed


def trust_project_key(desk: Desk, path: Path) -> str:
    """Remember the public key of the project in the work folder, and return its id. Raises UsageError."""
    try:
        data = path.read_bytes()
        key = parse_project_key(data, str(path))
    except OSError as error:
        raise SourceError(f"fleet: {path} cannot be read ({error.strerror}). Check its name.") from None
    except FleetRefused as refusal:
        raise UsageError(str(refusal)) from None
    desk.folder.write_about({**desk.folder.about(), PROJECT_KEY: json.loads(data)})
    return key.keyid


def set_settings(
    desk: Desk, kind: Literal["settings", "address"], place: str, content: bytes, min_version: str | None = None
) -> tuple[int, Signatures]:
    """Set the settings of a tenant, site or device, and return their counter. Raises UsageError.

    `place`: tenant, tenant/site or tenant/site/device. Each change gets a higher counter than all before.
    """
    name = f"{kind}/{place}.toml"
    counter = _highest_counter(desk, kind) + 1
    custom = {"counter": counter, "min_version": min_version}
    _check_settings(desk, name, custom, content)
    target = TargetFile.from_data(name, content, HASH)
    target.unrecognized_fields["custom"] = custom
    signed = desk.change_targets(_role_of(desk, name), lambda role: _set_target(role, target))
    desk.folder.add_file(target, content)
    desk.folder.write_about({**desk.folder.about(), f"{kind}_counter": counter})  # counts on after a removal
    return counter, signed


def remove_settings(desk: Desk, kind: Literal["settings", "address"], place: str) -> Signatures:
    """Take the settings of a tenant, site or device away. Raises UsageError.

    A file without keys replaces them. Its counter is higher: without it, kiosks would see a lower one than before, as
    in a replay, and refuse the wider ones.
    """
    name = f"{kind}/{place}.toml"
    role = _role_of(desk, name)
    current = desk.folder.latest(role)
    found = None if current is None else targets_of(current).targets.get(name)
    if found is None or found.hashes == TargetFile.from_data(name, REMOVED, HASH).hashes:
        raise UsageError(f"fleet: there are no settings {name}. Check the place. Nothing was changed.")
    return set_settings(desk, kind, place, REMOVED)[1]


def set_plan(desk: Desk, content: bytes) -> tuple[int, Signatures]:
    """Set the plan of a rollout, and return its counter. Raises UsageError."""
    try:
        plan = parse_plan(content)
    except PlanError as error:
        raise UsageError(f"fleet: {error} Nothing was changed.") from None
    offered = {version for version, _ in offered_software(desk)}
    if plan.software not in offered:
        known = ", ".join(sorted(offered, key=version_key)) or "none"
        raise UsageError(f"fleet: the plan wants {plan.software}, and the maker offers {known}. Add the program first.")
    former = _plan_counter(desk)
    if former is not None and plan.counter <= former:
        raise UsageError(f"fleet: the plan has counter {plan.counter}, and {former} was there. Set a higher counter.")
    target = TargetFile.from_data(PLAN, content, HASH)
    target.unrecognized_fields["custom"] = {"counter": plan.counter}
    signed = desk.change_targets(OPERATOR, lambda role: _set_target(role, target))
    desk.folder.add_file(target, content)
    return plan.counter, signed


def offered_software(desk: Desk) -> list[tuple[str, str]]:
    """Version and platform of each program that the maker offers."""
    current = desk.folder.latest(MAKER)
    found = []
    for name, target in sorted(targets_of(current).targets.items()) if current is not None else ():
        parsed = parse_target(name, cast(Mapping[str, Any], target.custom or {}))
        if isinstance(parsed, SoftwareTarget):
            found.append((parsed.version, parsed.platform))
    return found


def read_tree_fields(tar: Path) -> SoftwareTarget:
    """Fields of a program, from the file tree.json in its tar. Raises FleetRefused."""
    try:
        with tarfile.open(tar) as opened:
            inside = opened.extractfile("tree.json")
            data = b"" if inside is None else inside.read(MOST_TREE_BYTES)
        custom = json.loads(data)
    except (tarfile.TarError, KeyError, ValueError, EOFError):
        raise FleetRefused("format", f"fleet: {tar.name} is not a program. Use a tar that `make deb` wrote.") from None
    return software_fields(tar.name, custom if isinstance(custom, dict) else {})


def custom_fields(software: SoftwareTarget) -> dict[str, Any]:
    """Custom fields of a program, as they are signed."""
    names = ("version", "min_from", "arch", "python", "outbox", "settings_schema")
    return {name: getattr(software, name) for name in names}


def _read_signed(desk: Desk, tar: Path) -> SoftwareTarget:
    fields = desk.folder.about().get(PROJECT_KEY)
    if fields is None:
        raise UsageError(
            "fleet: this work folder knows no key of the project. Give --project-key FILE once, or --unsigned for a"
            " program that you built. Nothing was changed."
        )
    return check_release(tar, parse_project_key(json.dumps(fields).encode(), "fleet.json"))


def _set_target(content: Targets, target: TargetFile) -> None:
    content.targets[target.path] = target


def _role_of(desk: Desk, name: str) -> str:
    if name.startswith("address/"):
        return ADDRESS
    operator = desk.folder.latest(OPERATOR)
    named = None if operator is None else targets_of(operator).delegations
    if named is None or named.succinct_roles is None:
        raise UsageError(f"fleet: {desk.folder.path} is not a work folder. Name the folder that `fleet init` made.")
    return named.succinct_roles.get_role_for_target(name)


def _check_settings(desk: Desk, name: str, custom: Mapping[str, Any], content: bytes) -> None:
    tenant = desk.folder.about()["tenant"]
    if name.partition("/")[2].removesuffix(".toml").partition("/")[0] != tenant:
        raise UsageError(f"fleet: this repository is of the tenant {tenant}. Give a place such as {tenant}/berlin-7.")
    if len(content) > MOST_SMALL_FILE_BYTES:
        raise UsageError(f"fleet: the settings are longer than {MOST_SMALL_FILE_BYTES:,} bytes. Shorten them.")
    try:
        parse_target(name, custom)
        values = read_toml(content.decode())
    except (TargetError, TomlTextError, UnicodeDecodeError) as error:
        raise UsageError(f"fleet: {str(error).rstrip('.')}. Correct it. Nothing was changed.") from None
    listed = KEYS["address" if name.startswith("address/") else "settings"]
    if unlisted := [key for key, _ in flat_values(values) if key not in listed]:
        raise UsageError(
            f"fleet: kiosks refuse {', '.join(unlisted)} in {name}, and then the whole file. Remove it; these keys can "
            f"be set from afar: {', '.join(listed)}. Nothing was changed."
        )


def _highest_counter(desk: Desk, kind: str) -> int:
    counters = [0]
    for role in (ADDRESS,) if kind == "address" else BINS:
        current = desk.folder.latest(role)
        for target in targets_of(current).targets.values() if current is not None else ():
            counters.append(int((target.custom or {}).get("counter", 0)))
    return max(*counters, int(desk.folder.about().get(f"{kind}_counter", 0)))


def _plan_counter(desk: Desk) -> int | None:
    current = desk.folder.latest(OPERATOR)
    target = None if current is None else targets_of(current).targets.get(PLAN)
    return None if target is None else int((target.custom or {}).get("counter", 0))
