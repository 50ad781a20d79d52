"""Reasons for which a kiosk refuses what a repository offers, with their codes. Only the standard library."""

from collections.abc import Mapping

UNREACHABLE, NO_ROOT = "unreachable", "no_root"

CODES: Mapping[str, str] = {
    UNREACHABLE: "the repository does not answer, or a file is missing there",
    NO_ROOT: "this kiosk has no root of a repository yet",
    "fingerprint": "the root has another fingerprint than the one that a person gave",
    "expired": "the signatures are no longer valid, because nobody renewed them or somebody repeats old ones",
    "rollback": "the repository offers older metadata than this kiosk has seen",
    "signature": "too few valid signatures by the keys that the root names",
    "content": "a file has other bytes than those that were signed",
    "size": "a file is larger than allowed",
    "roots": "more new roots at once than one look takes",
    "format": "the metadata do not have the expected form",
    "other_host": "the server redirects to another address",
    "plain_http": "the address is not https",
    "target": "a file has a name or fields that no kiosk accepts",
    "clock": "the clock of the kiosk is earlier than a time that it has already seen",
    "version_lower": "the program is older than the one that ran here before",
    "version_bad": "the program came back once on this kiosk",
    "counter_lower": "settings or a plan are older than those that this kiosk has taken",
    "counter_far": "settings or a plan have a counter far above the last one on this kiosk",
    "platform": "the program is for another distribution or processor",
    "python": "the program needs another Python",
    "min_from": "the program needs a newer version in between",
    "space": "the disk has too little space",
    "floors": "the file with the floors of this kiosk is damaged",
    "former": "there is no former version to go back to",
    "busy": "another updater is running",
    "outbox": "the two versions store messages in different forms",
    "settings": "a signed settings file has a key or a value that this kiosk does not accept from afar",
    "mismatch": "an unpacked program differs from its list of hashes",
}
"""Meaning of each code."""

NO_ATTACK = frozenset({UNREACHABLE, NO_ROOT, "space", "busy", "former"})
"""Codes that everyday faults have: they raise no alert `fleet.refused`."""


class FleetRefused(Exception):  # noqa: N818
    """A look at the repository that ended, and changed nothing. `code`: one of `CODES`. The text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
