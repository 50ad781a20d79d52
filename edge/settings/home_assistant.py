"""Settings section of Home Assistant's discovery."""

from pydantic import Field

from edge.settings.section import SettingsSection


class HomeAssistantSettings(SettingsSection):
    """The kiosk describes itself to Home Assistant at the same broker, by MQTT discovery: its state and its health
    (docs/operations.md). This header switches it on; without it the description is taken away again."""

    prefix: str = Field(
        "homeassistant",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="begin of the topics at which Home Assistant looks for descriptions",
    )
    visitors: bool = Field(
        False,
        description="also describe visits, watchers and dwell of the last window that was published: k people or more",
    )
