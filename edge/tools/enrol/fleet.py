"""First root of the central server's signed files, which a kiosk gets with its enrolment.

Only the user root writes it, beside the updater's state, because the kiosk's user must not decide which programs run. A
person compares its fingerprint with that on the owners' sticks.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from edge.files import replace_file
from edge.fleet.fingerprint import HEX_DIGITS, is_root_with_fingerprint, root_fingerprint
from edge.fleet.state_folder import FleetFolders
from edge.messages.enrolment import EnrolmentAnswer
from edge.settings.places import MACHINE
from edge.tools.enrol.errors import EnrolError, EnrolServerError

METADATA = "metadata"
"""Folder of TUF's own state, in the folder of each half of the updater."""


@dataclass(frozen=True, slots=True)
class FleetRoot:
    """The root that this enrolment takes. `fingerprint`: what a person gave; None if nobody gave one.

    `is_service`: root enrols the service of this machine. Nobody else can take a root.
    """

    fingerprint: str | None
    is_service: bool
    folders: FleetFolders = field(default_factory=FleetFolders)

    def require_usable(self) -> None:
        """Check the fingerprint and this user before anything is sent. Raises EnrolError."""
        if self.fingerprint is None:
            return
        digits = "".join(self.fingerprint.replace(":", "").split())
        if len(digits) != HEX_DIGITS or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            raise EnrolError(
                f"enrol: --root must be a fingerprint of {HEX_DIGITS} hex digits, as `vitrina-central fleet init` "
                "printed it. Nothing was sent."
            )
        if not self.is_service:
            raise EnrolError(
                f"enrol: only root can take the root of signed files, for the settings in {MACHINE.settings}. Try "
                "again with sudo and without --config. Nothing was sent."
            )

    def offered_root(self, answer: EnrolmentAnswer) -> bytes | None:
        """The root of this answer, if the kiosk takes it. Raises EnrolError if it is not the expected one."""
        content = None if answer.fleet_root is None else answer.fleet_root.encode()
        if self.fingerprint is not None and (
            content is None or not is_root_with_fingerprint(content, self.fingerprint)
        ):
            found = "none" if content is None else root_fingerprint(content)
            raise EnrolServerError(
                f"enrol: the server's root has the fingerprint {found}, not {self.fingerprint}. Compare it with the "
                "sticks of the owners: if it is wrong there too, somebody may have changed the server. Nothing was "
                "written. Create a new code afterwards: this code has been used."
            )
        if content is None or not self.is_service:
            return None
        known = self._known()
        if known not in (None, content) and self.fingerprint is None:
            raise EnrolServerError(
                f"enrol: this kiosk already trusts the root {root_fingerprint(known or b'')}, and the server sent "
                f"{root_fingerprint(content)}. Nothing was written. If the owners have a new root, create a new code, "
                "and enrol with --root FINGERPRINT from their stick."
            )
        return content

    def write(self, content: bytes) -> Path:
        """Store the root. If another one was there, what was verified with it is dropped; the floors stay. Raises
        EnrolError.
        """
        anchor = self.folders.anchor
        try:
            self.folders.create()
            if self._known() not in (None, content):
                for folder in (self.folders.private, self.folders.fetched):
                    shutil.rmtree(folder / METADATA, ignore_errors=True)
            replace_file(anchor, content, is_public=True)
        except OSError as error:
            raise EnrolError(
                f"enrol: {anchor} cannot be written ({error.strerror}). Check the disk, then create a new code on the "
                "server: this code has been used."
            ) from None
        return anchor

    def _known(self) -> bytes | None:
        try:
            return self.folders.anchor.read_bytes()
        except OSError:
            return None


def fleet_root(fingerprint: str | None, settings: Path) -> FleetRoot:
    """The root for the kiosk with this settings file, as this user may take it."""
    return FleetRoot(fingerprint, os.geteuid() == 0 and settings == MACHINE.settings)
