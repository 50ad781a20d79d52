"""Settings sections for participation: comments at the screen, and studies."""

from pydantic import Field

from edge.settings.section import File, SettingsSection


class CommentsSettings(SettingsSection):
    """Comments that visitors write at the screen (see vitrina docs comments). A model on this kiosk reads each one; its
    text is dropped within 3 s, and counts are published once comments fill k_reaction slots of ten minutes. It needs
    the page of [player].
    """

    page: bool = Field(
        False,
        description="set true to show a button on the own player's page with which visitors write a comment; it needs "
        "a keyboard",
    )


class StudySettings(SettingsSection):
    """Studies with consented participants, which `vitrina study` records on this kiosk (see vitrina docs studies)."""

    keys: File | None = Field(
        None,
        description="folder for the keys of all studies. Keep it apart from the studies' own folders, and never back "
        "both up together: otherwise the copy still reveals participants who withdrew. Empty: the folder study-keys "
        "beside the outbox",
    )
