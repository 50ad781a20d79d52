"""Content of a backup: the identity of a kiosk. It contains secrets, but no messages."""

import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from edge.files import open_regular_file
from edge.messages.wire import NAME
from edge.settings.settings import Settings
from edge.uplink.mqtt.client_id import SECRET

LARGEST_BYTES = 4 * 1024 * 1024
"""Largest size of a backup in bytes. Settings and a few keys need only some kilobytes."""


class IdentityError(Exception):
    """Nothing was changed. The message states why, and what to do."""


def _absolute(path: str) -> str:
    if not Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError("must be an absolute path")
    return path


class Backup(BaseModel):
    """A backup, as stored on disk: one JSON object."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["vitrina.backup/1"] = Field(alias="schema")
    made: datetime
    version: str
    tenant: str = Field(pattern=f"^{NAME}$")
    site: str = Field(pattern=f"^{NAME}$")
    device: str = Field(pattern=f"^{NAME}$")
    reserved: int = Field(ge=0, le=2**53)  # last message number that was reserved on the disk
    moved: bool  # True: the machine that it was made on gives no number any more
    client_secret: str | None = Field(None, pattern=f"^{SECRET}$")  # the broker goes on with the same session
    settings: str
    law: Base64Bytes | None = None  # the operator's own table of places, beside the settings file
    remote: Base64Bytes | None = None  # what came from afar before, beside the outbox: masks, and raised numbers
    files: dict[Annotated[str, AfterValidator(_absolute)], Base64Bytes]

    @property
    def topic(self) -> str:
        return f"{self.tenant}/{self.site}/{self.device}"

    def to_bytes(self) -> bytes:
        return self.model_dump_json(by_alias=True, indent=1, exclude_none=True).encode() + b"\n"


def read_backup(file: Path) -> Backup:
    """Read a backup file. Raises IdentityError."""
    try:
        with open_regular_file(file) as opened:
            _require_trusted(file, os.fstat(opened.fileno()))
            content = opened.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise IdentityError(
            f"restore: cannot read {file} ({error.strerror}). Nothing was changed. Name another file."
        ) from None
    try:
        if len(content) > LARGEST_BYTES:
            raise ValueError
        return Backup.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise IdentityError(
            f"restore: {file} is not a complete backup ({where}: {first['msg']}). Use another backup. Nothing was "
            "changed."
        ) from None
    except ValueError:
        raise IdentityError(f"restore: {file} is too large for a backup. Name another file.") from None


def _require_trusted(file: Path, status: os.stat_result) -> None:
    """Raise IdentityError for a file that another user may have written.

    The settings in it name the files that a restore writes, and root may write any file.
    """
    trusted = {str(os.geteuid()), "0", os.environ.get("SUDO_UID")}
    if str(status.st_uid) not in trusted or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise IdentityError(
            f"restore: {file} belongs to another user, or other users can change it. If you are sure that this is your "
            "unchanged backup, copy it, and run on the copy: chmod 600 FILE. Nothing was changed."
        )


def authority_files(settings: Settings) -> set[Path]:
    """Files of certificate authorities that the settings name. They are not secret."""
    named = [settings.broker.ca_file, settings.camera.ca_file]
    named += [settings.player.media_ca_file] if settings.player else []
    return {path.absolute() for path in named if path is not None}


def secret_files(settings: Settings) -> list[Path]:
    """Files named in the settings that belong to the identity: passwords, certificates and their keys, tokens."""
    broker, player = settings.broker, settings.player
    named = [broker.password_file, broker.ca_file, broker.cert_file, broker.key_file, settings.camera.ca_file]
    named += [settings.playback.anthias_password_file, settings.playback.token_file]
    named += [player.media_token_file, player.media_ca_file] if player else []
    return sorted({path for path in named if path is not None})
