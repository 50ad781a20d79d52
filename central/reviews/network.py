"""The network that reads reviews: the kiosk's own reader. It is loaded by the import of reviews alone."""

from central.errors import SourceError
from central.packages import missing_package_text
from central.reviews.counting import Reader

SHIPPED = "text*.json"
"""Specs of networks that read comments, of which the last by name is taken."""

USE = "commercial"
"""Use that a network's card must allow, as for a kiosk in a shop. There is no option for research: the store could
not mark its numbers."""


def open_reader(model: str | None) -> tuple[Reader, str]:
    """Reader, and the name of its network with its hash. `model`: name or path of a spec; None: the one that ships.

    Raises SourceError, also for a network whose card does not allow its use in a business; it is not opened then.
    """
    try:
        from edge.perception.text.comment_reader import CommentReader
        from models.serving.hardening import forbid_core_files
        from models.serving.spec import ZOO, ModelFileError, ModelSpec, spec_path
    except ImportError as error:
        raise _missing(error) from None
    forbid_core_files()  # one would hold texts
    shipped = sorted(str(path) for path in ZOO.glob(SHIPPED))
    if model is None and not shipped:
        raise SourceError("comments: this installation has no network for texts. Name one: --model FILE.json.")
    try:
        spec = ModelSpec.load(spec_path(model or shipped[-1]))
        if spec.task != "text":
            raise SourceError(f"comments: {spec.name} reads no texts. Name a network that does. Nothing was stored.")
        if not spec.may_be_used(USE):
            raise SourceError(
                f"comments: {spec.name} is for {spec.licence} alone (its card says why), and reviews are read for a "
                "business. Name another network with --model. Nothing was stored. For research there is `vitrina "
                'read-text`, with [models] use = "research".'
            )
        return CommentReader(spec), spec.label
    except ImportError as error:
        raise _missing(error) from None
    except (ModelFileError, OSError) as error:
        raise SourceError(f"comments: {str(error).rstrip('.')}. Nothing was stored.") from None
    except KeyError as error:
        raise SourceError(
            f"comments: the spec of the network has no {error}. Name another with --model. Nothing was stored."
        ) from None


def _missing(error: ImportError) -> SourceError:
    return SourceError(
        "comments: the reader of comments is an extra."
        f" Nothing was stored: {missing_package_text(error.name, 'comments')}"
    )
