"""Signs roles in a work folder: changes, missing signatures, renewals. All signatures come from securesystemslib."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Key, Metadata, Root, Targets

from central.errors import UsageError
from central.fleet.keys import KeyRing, key_name
from central.fleet.layout import RepositoryFolder, root_of, targets_of
from edge.fleet.roles import ADDRESS, BINS, GO, MAKER, OPERATOR, ROOT, TARGETS, role_family

PEOPLES_ROLES: Sequence[str] = (ROOT, TARGETS, MAKER, OPERATOR, ADDRESS, *BINS)
"""Roles that people sign, each after the role that names its keys."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures of one role: how many it needs, names of the keys that signed, and of the others."""

    role: str
    threshold: int
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Work folder, keys that are at hand, and the time at which a person signs."""

    folder: RepositoryFolder
    ring: KeyRing
    now: datetime

    def change_root(self, change: Callable[[Root], None]) -> Signatures:
        """Change the root, and sign it with the keys at hand."""
        return self.change(ROOT, lambda content: change(cast(Root, content)))

    def change_targets(self, role: str, change: Callable[[Targets], None]) -> Signatures:
        """Change a role that names files, and sign it with the keys at hand."""
        return self.change(role, lambda content: change(cast(Targets, content)))

    def change(self, role: str, change: Callable[[Any], None]) -> Signatures:
        """Change a role, give it a new version and validity, and sign it with the keys at hand.

        If signatures are missing, it waits for `sign`. Raises UsageError if no key at hand may sign it.
        """
        waiting = self.folder.read_pending(role)
        draft = waiting or self._next(role)
        draft.signatures.clear()
        change(draft.signed)
        draft.signed.expires = expiry(role, self.now)
        if not self._sign(role, draft):
            raise UsageError(
                f"fleet: no key of {role} is at hand ({', '.join(self._key_names(role))}). Name its stick with"
                " --stick. Nothing was changed."
            )
        return self._store(role, draft)

    def add_signatures(self, role: str) -> Signatures | None:
        """Add the missing signatures of a role that waits for them. None: no key at hand may sign it."""
        draft = self.folder.read_pending(role)
        if draft is None or not self._sign(role, draft):
            return None
        return self._store(role, draft)

    def renew(self, role: str) -> Signatures:
        """Sign a role again with its content unchanged."""
        return self.change(role, lambda _: None)

    def needs_renewal(self, role: str, share_left: float) -> bool:
        """True if less than a share of a role's validity is left, or if its signatures no longer suffice."""
        current = self.folder.latest(role)
        if current is None:
            return False
        left = current.signed.expires - self.now
        is_short = left < timedelta(days=role_family(role).days * share_left)
        return is_short or not signatures_of(self.folder, role, current).is_complete

    def has_key(self, role: str) -> bool:
        """True if a key at hand may sign a role."""
        at_hand = {key.public.keyid for key in self.ring.stored()}
        return any(key.keyid in at_hand for key in allowed_keys(self.folder, role, self._next(role)))

    def _next(self, role: str) -> Metadata[Any]:
        current = self.folder.read(role)
        if current is None:
            raise UsageError(f"fleet: {self.folder.path} has no role {role}. Name the folder that `fleet init` made.")
        current.signed.version += 1
        return current

    def _sign(self, role: str, draft: Metadata[Any]) -> int:
        """Sign with the keys at hand that have not signed yet, and return their number."""
        count = 0
        for key in allowed_keys(self.folder, role, draft):
            if key.keyid not in draft.signatures and (signer := self.ring.signer(key.keyid)) is not None:
                draft.sign(signer, append=True)
                count += 1
        return count

    def _store(self, role: str, draft: Metadata[Any]) -> Signatures:
        found = signatures_of(self.folder, role, draft)
        if found.is_complete:
            self.folder.write(role, draft)
        else:
            self.folder.write_pending(role, draft)
        return found

    def _key_names(self, role: str) -> list[str]:
        return sorted(key_name(cast(Any, key)) for key in allowed_keys(self.folder, role, self._next(role)))


def expiry(role: str, now: datetime) -> datetime:
    """End of the validity of a role that is signed now."""
    return now.replace(microsecond=0) + timedelta(days=role_family(role).days)


def delegator_of(role: str) -> str:
    """Role that names the keys of a role."""
    if role in BINS:
        return OPERATOR
    return TARGETS if role in (MAKER, OPERATOR, ADDRESS, GO) else ROOT


def named_keys(folder: RepositoryFolder) -> dict[str, SSlibKey]:
    """Keys that root and targets name now, by id. Raises UsageError."""
    root, targets = folder.latest(ROOT), folder.latest(TARGETS)
    if root is None or targets is None:
        raise UsageError(f"fleet: {folder.path} is not a work folder. Name the folder that `fleet init` made.")
    delegations = targets_of(targets).delegations
    return cast(dict[str, SSlibKey], {**root_of(root).keys, **(delegations.keys if delegations else {})})


def allowed_keys(folder: RepositoryFolder, role: str, draft: Metadata[Any]) -> list[Key]:
    """Keys that may sign a role. A new root may be signed by the keys of the former one too."""
    return list(
        {key.keyid: key for content in _delegators(folder, role, draft) for key in _keys(content, role)}.values()
    )


def signatures_of(folder: RepositoryFolder, role: str, draft: Metadata[Any]) -> Signatures:
    """Valid signatures of a role, checked against each role that names its keys."""
    signed: dict[str, str] = {}
    missing: dict[str, str] = {}
    is_complete, threshold = True, 0
    for content in _delegators(folder, role, draft):
        result = content.get_verification_result(role, draft.signed_bytes, draft.signatures)
        signed |= {keyid: key_name(cast(Any, key)) for keyid, key in result.signed.items()}
        missing |= {keyid: key_name(cast(Any, key)) for keyid, key in result.unsigned.items()}
        is_complete = is_complete and result.verified
        threshold = max(threshold, result.threshold)
    names = tuple(sorted(signed.values()))
    return Signatures(role, threshold, names, tuple(sorted(missing.values())), is_complete)


def _delegators(folder: RepositoryFolder, role: str, draft: Metadata[Any]) -> Iterator[Root | Targets]:
    if role == ROOT:
        yield root_of(draft)
        if draft.signed.version > 1 and (former := folder.read(ROOT, draft.signed.version - 1)) is not None:
            yield root_of(former)
        return
    named = folder.latest(delegator_of(role))
    if named is not None:
        yield root_of(named) if delegator_of(role) == ROOT else targets_of(named)


def _keys(content: Root | Targets, role: str) -> list[Key]:
    return [content.get_key(keyid) for keyid in content.get_delegated_role(role).keyids]
