"""Settings section of studies."""

from pydantic import Field

from edge.settings.section import File, SettingsSection


class StudySettings(SettingsSection):
    """Studies with consented participants, which `vitrina study` records on this machine (docs/studies.md)."""

    keys: File | None = Field(
        None,
        description="folder of the keys of all studies. Keep it apart from the studies' own folders, and never back "
        "both up together: who withdraws is then still readable in the copy. Empty: the folder study-keys beside the "
        "outbox",
    )
