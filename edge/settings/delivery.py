"""Settings sections for messages: how they are stored, and how they are described to Home Assistant."""

from pathlib import Path

from pydantic import Field

from edge.settings.section import File, SettingsSection


class OutboxSettings(SettingsSection):
    """Storage of messages on the disk, until the broker has received them and for some time after."""

    path: File = Field(
        Path("/var/lib/vitrina/outbox.db"),
        description="file of the outbox; it contains only messages about groups. If it is not set and you may not "
        "write there: vitrina/outbox.db in $XDG_STATE_HOME or ~/.local/state",
    )
    keep_days: float = Field(
        7.0,
        ge=0,
        le=30,
        description="days for which sent messages are kept, so that a subscriber can request them again (cmd/resend). "
        "Only days on which the kiosk runs count",
    )
    max_mb: int = Field(
        256,
        ge=1,
        le=2_000,
        description="maximum size of the file, in MB; beyond it the oldest messages are deleted. Lower it on a small "
        "disk, raise it for a broker that is often offline for long. Every start reads the whole file",
    )


class HomeAssistantSettings(SettingsSection):
    """Description of the kiosk for Home Assistant at the same broker, by MQTT discovery: its state and its health
    (see vitrina docs operate). This header switches it on; without it the description is removed.
    """

    prefix: str = Field(
        "homeassistant",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="prefix of the topics at which Home Assistant looks for descriptions",
    )
    visitors: bool = Field(
        False,
        description="also describe visits, watchers and dwell of the last published window: k people or more",
    )
