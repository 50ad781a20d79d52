"""Settings sections of the pages that a kiosk serves on its own loopback address."""

from pydantic import Field

from edge.settings.section import SettingsSection


class ConsoleSettings(SettingsSection):
    """The console, a page on this kiosk for technicians: state, stages, messages as they were sent, a pause, some
    settings (see vitrina docs console). This header switches it on; `vitrina console` prints a link to it.
    """

    port: int = Field(
        8461,
        ge=0,
        le=65535,
        description="TCP port of the page on 127.0.0.1. Other computers reach it only through ssh, or for a while with "
        "`vitrina console --for`. 0: any free port",
    )


class MetricsSettings(SettingsSection):
    """The newest `health` message as metrics for Prometheus, at http://127.0.0.1:PORT/metrics
    (see vitrina docs operate). This header switches it on; without it no port is open.
    """

    port: int = Field(
        9462,
        ge=0,
        le=65535,
        description="TCP port of the metrics on 127.0.0.1; not reachable from other computers. 0: any free port",
    )
