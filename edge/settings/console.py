"""Settings section of the technician's page."""

from pydantic import Field

from edge.settings.section import SettingsSection


class ConsoleSettings(SettingsSection):
    """The technician's page on this machine: state, stages, messages as they were sent, a pause, some settings
    (docs/console.md). This header switches it on; `vitrina console` prints a link to it."""

    port: int = Field(
        8461,
        ge=0,
        le=65535,
        description="TCP port of the page on 127.0.0.1; no other machine reaches it; a phone does through ssh, or "
        "for a while by `vitrina console --for`. 0: any free one",
    )
