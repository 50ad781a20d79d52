"""Errors of studies. Each text says what happened, where, and what to do."""


class StudyError(Exception):
    """The command cannot use this study, participant or session."""


class MissingPackageError(StudyError):
    """A package of the extra `study` is not installed."""

    def __init__(self, module: str | None) -> None:
        package = (module or "").partition(".")[0]
        super().__init__(
            f"study: the package {package} is not installed. Install the packages for studies: pip install "
            "'vitrina[study]'"
        )


class StudyStorageError(Exception):
    """A file of the study, or a key, cannot be read or written."""


class StudyKeyMissingError(StudyError):
    """The key of a participant is not in the folder of keys: it was destroyed, or this is the wrong folder."""
