"""Settings section of the staff who work before the camera."""

from pydantic import Field

from edge.settings.section import SettingsSection


class StaffSettings(SettingsSection):
    """Staff who work where the camera sees them. `vitrina badge` prints badges for them."""

    badges: bool = Field(
        False,
        description="set true if staff wear printed badges: who wears one is not counted, and no expression is read "
        "from that face. It costs a look below each face, five times a second",
    )
