"""Checks the settings file, and the permissions of files that contain secrets."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from edge.settings.broker import PASSWORD_VARIABLE
from edge.settings.loading import LoadedSettings, NoSettingsError, load_defaults, load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings, SettingsError
from edge.sources.camera.address import redact_source, source_kind
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, fault_finding, good_finding, warning_finding


def settings_file_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Load the settings file. Each problem in it becomes one finding."""
    try:
        loaded = load_from_place(context.place or SettingsPlace(context.path))
    except NoSettingsError as error:
        context.settings, context.has_defaults = load_defaults().settings, True
        yield fault_finding("settings", error.happened, error.cure)
    except SettingsError as error:
        cure = "vitrina settings --example shows every key and its possible values."
        lines = [line.removeprefix("settings: ") for line in str(error).splitlines() if line != "Nothing was started."]
        for line in lines:
            text, _, command = line.removesuffix(" Nothing was started.").partition(" Create it with: ")
            yield fault_finding("settings", text, f"Create it with: {command}" if command else cure)
    else:
        context.settings = loaded.settings
        yield good_finding("settings", f"{loaded.source} is valid.")
        yield from _remote_findings(loaded)
        if old_key := context.settings.models.old_key_warning:
            text, _, cure = old_key.removeprefix("settings: ").partition(". ")
            yield warning_finding("settings", f"{text}.", cure)


def _remote_findings(loaded: LoadedSettings) -> Iterator[DoctorFinding]:
    """Findings about the settings from the central server. None without [fleet]."""
    if loaded.remote is None:
        return
    for refusal in loaded.remote.refusals:
        yield warning_finding(
            "settings",
            f"the kiosk refuses a setting from the central server: {refusal.text}.",
            "Correct it in the signed file, or add the key to [fleet] keep.",
        )
    if loaded.remote.is_camera_new:
        yield warning_finding(
            "settings",
            "the camera's address came from the central server, and nobody has confirmed the new view.",
            "Check the view and the masks (vitrina aim), then confirm notice and staff (vitrina console).",
        )
    if names := sorted(loaded.remote.origins):
        yield good_finding("settings", f"from the central server: {', '.join(names)}.")


def secrets_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that only the owner can read the password file and the key file."""
    settings = context.require_settings()
    if missing := _missing_password_file(settings):
        text = f"{missing} ([broker] password_file) does not exist, and the kiosk does not start without it."
        yield fault_finding("secrets", text, f"install -m 600 /dev/null {missing}, then write the password into it.")
        return
    files = dict(_secret_files(settings, context.path))
    readable = {path: content for path, content in files.items() if _others_read(path)}
    for path, content in readable.items():
        mode = stat.S_IMODE(path.stat().st_mode)
        yield warning_finding(
            "secrets", f"other users of this kiosk can read {path} ({content}; mode {mode:o}).", _cure(path)
        )
    if not readable:
        names = ", ".join(str(path) for path in files)
        yield good_finding(
            "secrets",
            f"only the owner can read {names}." if files else "none of the files in the settings contains a secret.",
        )


def _secret_files(settings: Settings, path: Path) -> Iterator[tuple[Path, str]]:
    broker, source = settings.broker, settings.camera.source
    has_password = (
        redact_source(source) != source
        if source_kind(source) == "network"
        else source_kind(source) == "pipeline" and "@" in source
    )
    if (broker.password or has_password) and path.is_file():  # else a variable has it
        yield path, "[broker] password" if broker.password else "the password in [camera] source"
    for file, key in ((broker.password_file, "password_file"), (broker.key_file, "key_file")):
        if file is not None and os.path.isfile(file):  # False if this user may not look into the folder
            yield file, f"[broker] {key}"


def _missing_password_file(settings: Settings) -> Path | None:
    """Path of the password file that the kiosk would read, if this file does not exist; otherwise None.

    The file may be in a folder that this user cannot open.
    """
    path = settings.broker.password_file
    if path is None or os.environ.get(PASSWORD_VARIABLE) or os.environ.get("CREDENTIALS_DIRECTORY"):
        return None
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except OSError:
        return None
    return None


def _others_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _cure(path: Path) -> str:
    return f"chmod 600 {path}, owned by the user who runs the kiosk."
