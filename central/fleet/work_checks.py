"""Checks of a work folder before central publishes it."""

from typing import Any, cast

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, Targets

from central.errors import UsageError
from central.fleet.layout import RepositoryFolder, targets_of
from central.fleet.signing import PEOPLES_ROLES, signatures_of
from edge.fleet.roles import ROOT


def check_work(work: RepositoryFolder, published: RepositoryFolder) -> list[str]:
    """Roles that are newer in a work folder. Raises UsageError if something is missing, older or not signed."""
    if waiting := work.pending_roles():
        raise UsageError(f"fleet: {', '.join(waiting)} waits for signatures. Run `vitrina-central fleet sign` first.")
    _check_roots(work, published)
    new = []
    for role in PEOPLES_ROLES:
        signed, former = work.read(role), published.versions(role)
        if signed is None or not signatures_of(work, role, signed).is_complete:
            raise UsageError(f"fleet: {role} has too few valid signatures. Run `vitrina-central fleet sign --renew`.")
        if former and signed.signed.version < former[-1]:
            raise UsageError(
                f"fleet: {role} is published in version {former[-1]}, and this folder has {signed.signed.version}. Use"
                " the newest copy of the work folder. Nothing was published."
            )
        if not former or signed.signed.version > former[-1]:
            new.append(role)
            if role != ROOT:
                _check_files(work, published, targets_of(signed))
        elif signed.signed.to_dict() != cast(Metadata[Any], published.read(role)).signed.to_dict():
            raise UsageError(
                f"fleet: version {former[-1]} of {role} is published with another content: two copies of the work"
                " folder were changed. Use the one that was published last. Nothing was published."
            )
    return new


def _check_files(work: RepositoryFolder, published: RepositoryFolder, content: Targets) -> None:
    """Check the files that a role names and that are not published yet. Raises UsageError."""
    for name, target in content.targets.items():
        if published.file_of(target).is_file():
            continue
        try:
            with work.file_of(target).open("rb") as file:
                target.verify_length_and_hashes(file)
        except (OSError, LengthOrHashMismatchError):
            raise UsageError(
                f"fleet: {name} is missing in this work folder, or has other bytes. Add it again. Nothing changed."
            ) from None


def _check_roots(work: RepositoryFolder, published: RepositoryFolder) -> None:
    """Check that the roots follow from the newest published one."""
    versions, known = work.versions(ROOT), published.versions(ROOT)
    if known and _content(published, known[-1]) != _content(work, known[-1]):
        raise UsageError(
            "fleet: this work folder belongs to another repository. Nothing was published; check its name."
        )
    if versions != list(range(1, len(versions) + 1)):  # each root is checked with the keys of the one before
        raise UsageError("fleet: a root is missing in this work folder. Use a complete copy. Nothing was published.")
    for version in versions:
        if not signatures_of(work, ROOT, cast(Metadata[Any], work.read(ROOT, version))).is_complete:
            raise UsageError(f"fleet: root {version} has too few valid signatures. Run `vitrina-central fleet sign`.")


def _content(folder: RepositoryFolder, version: int) -> dict[str, Any] | None:
    found = folder.read(ROOT, version)
    return None if found is None else found.signed.to_dict()
