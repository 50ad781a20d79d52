"""Settings section of the numbers for Prometheus."""

from pydantic import Field

from edge.settings.section import SettingsSection


class MetricsSettings(SettingsSection):
    """The newest `health` message as numbers for Prometheus, at http://127.0.0.1:PORT/metrics
    (docs/operations.md). This header switches it on; without it nothing listens."""

    port: int = Field(
        9462,
        ge=0,
        le=65535,
        description="TCP port of the numbers on 127.0.0.1; no other machine reaches it. 0: any free one",
    )
