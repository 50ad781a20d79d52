"""What the settings file says, and who else can read what should be secret."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from edge.settings.settings import Settings, SettingsError, load
from edge.sources.camera.address import kind_of, redacted
from edge.tools.doctor.finding import CheckContext, Finding, fault, good, warning


def settings_file(known: CheckContext) -> Iterator[Finding]:
    """Reads it; every problem is a line of its own."""
    try:
        known.settings = load(known.path)
    except SettingsError as error:
        cure = "vitrina settings --example shows every key with what it may be."
        lines = [line.removeprefix("settings: ") for line in str(error).splitlines() if line != "Nothing was started."]
        for line in lines:
            text, _, other = line.removesuffix(" Nothing was started.").partition(" Make it with: ")
            yield fault("settings", text, f"Make it with: {other}" if other else cure)
    else:
        yield good("settings", f"{known.path} can be used.")


def secrets(known: CheckContext) -> Iterator[Finding]:
    """Who else on this machine can read the password and the key."""
    files = dict(_secret_files(known.given(), known.path))
    loose = {path: what for path, what in files.items() if _others_read(path)}
    for path, what in loose.items():
        mode = stat.S_IMODE(path.stat().st_mode)
        yield warning("secrets", f"{path} ({what}) can be read by others on this machine ({mode:o}).", _close(path))
    if not loose:
        kept = ", ".join(str(path) for path in files)
        yield good("secrets", f"only the owner reads {kept}." if files else "no file that the settings name holds any.")


def _secret_files(settings: Settings, path: Path) -> Iterator[tuple[Path, str]]:
    broker, source = settings.broker, settings.camera.source
    hides = (
        redacted(source) != source if kind_of(source) == "network" else kind_of(source) == "pipeline" and "@" in source
    )
    if broker.password or hides:
        yield path, "[broker] password" if broker.password else "the password in [camera] source"
    for file, key in ((broker.password_file, "password_file"), (broker.key_file, "key_file")):
        if file is not None and os.path.isfile(file):  # False where it may not be seen
            yield file, f"[broker] {key}"


def _others_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _close(path: Path) -> str:
    return f"chmod 600 {path}, owned by the user who runs the kiosk."
