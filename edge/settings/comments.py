"""Settings section of what visitors write on the own player's page."""

from pydantic import Field

from edge.settings.section import SettingsSection


class CommentsSettings(SettingsSection):
    """Comments that visitors write at the screen (docs/comments.md). A network on this machine reads each; its text is
    dropped within 3 s, and counts leave once comments fill k_reaction slots of ten minutes. It needs the page of
    [player]."""

    page: bool = Field(
        False,
        description="set true to show a button on the own player's page with which visitors write a comment; it needs "
        "a keyboard",
    )
