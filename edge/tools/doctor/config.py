"""Checks of the settings file, and of the permissions of files that hold secrets."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from edge.settings.settings import Settings, SettingsError, load
from edge.sources.camera.address import kind_of, redacted
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, fault, good, warning


def settings_file(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Load the settings. Each problem is a finding of its own."""
    try:
        context.settings = load(context.path)
    except SettingsError as error:
        cure = "vitrina settings --example shows every key with what it may be."
        lines = [line.removeprefix("settings: ") for line in str(error).splitlines() if line != "Nothing was started."]
        for line in lines:
            text, _, command = line.removesuffix(" Nothing was started.").partition(" Make it with: ")
            yield fault("settings", text, f"Make it with: {command}" if command else cure)
    else:
        yield good("settings", f"{context.path} can be used.")
        if old_key := context.settings.models.old_key:
            text, _, cure = old_key.removeprefix("settings: ").partition(". ")
            yield warning("settings", f"{text}.", cure)


def secrets(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that only the owner can read the files with the password and the key."""
    files = dict(_secret_files(context.require_settings(), context.path))
    readable = {path: content for path, content in files.items() if _others_read(path)}
    for path, content in readable.items():
        mode = stat.S_IMODE(path.stat().st_mode)
        yield warning("secrets", f"{path} ({content}) can be read by others on this machine ({mode:o}).", _cure(path))
    if not readable:
        names = ", ".join(str(path) for path in files)
        yield good(
            "secrets", f"only the owner reads {names}." if files else "no file that the settings name holds any."
        )


def _secret_files(settings: Settings, path: Path) -> Iterator[tuple[Path, str]]:
    broker, source = settings.broker, settings.camera.source
    has_password = (
        redacted(source) != source if kind_of(source) == "network" else kind_of(source) == "pipeline" and "@" in source
    )
    if broker.password or has_password:
        yield path, "[broker] password" if broker.password else "the password in [camera] source"
    for file, key in ((broker.password_file, "password_file"), (broker.key_file, "key_file")):
        if file is not None and os.path.isfile(file):  # False if this user may not look into the folder
            yield file, f"[broker] {key}"


def _others_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _cure(path: Path) -> str:
    return f"chmod 600 {path}, owned by the user who runs the kiosk."
