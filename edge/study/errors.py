"""Errors of studies. Each text says what happened, where, and what to do."""


class StudyError(Exception):
    """The command cannot work with this study, participant or session."""


class MissingPackageError(StudyError):
    """A package of the optional extra `study` is not installed."""

    def __init__(self, module: str | None) -> None:
        package = (module or "").partition(".")[0]
        super().__init__(
            f"study: the package {package} is not installed. Install the packages for studies: pip install "
            "'vitrina[study]'"
        )


class StudyStorageError(Exception):
    """A key or a file of the study cannot be read or written."""


class StudyKeyMissingError(StudyError):
    """A participant's key is missing from the key folder: the key was destroyed, or this is the wrong folder."""
