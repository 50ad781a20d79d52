"""Opens the text model that classifies reviews, which is the same as on the kiosk. Only the import of reviews loads
it.
"""

from central.errors import SourceError
from central.packages import missing_package_text
from central.reviews.counting import Reader

SHIPPED = "text*.json"
"""Settings files of models that classify comments. The last one by name is used."""

USE = "commercial"
"""Use that the card of a text model must allow, as for a kiosk in a shop.

There is no option for research, because the store could not mark the resulting numbers.
"""


def open_reader(model: str | None) -> tuple[Reader, str]:
    """Open the text model, and return it with its name and hash. `model`: name or path of model settings; None: the
    model that is shipped.

    Raises SourceError, also for a model whose card does not allow commercial use. Such a model is not opened.
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
        raise SourceError("comments: no text model is installed. Name one: --model FILE.json.")
    try:
        spec = ModelSpec.load(spec_path(model or shipped[-1]))
        if spec.task != "text":
            raise SourceError(f"comments: {spec.name} is not a text model. Name a text model. Nothing was stored.")
        if not spec.may_be_used(USE):
            raise SourceError(
                f"comments: {spec.name} may be used only for {spec.licence} (its card gives the reason), but reviews "
                f"are read for a business. Name another model with --model. Nothing was stored. For research, use"
                ' `vitrina read-text` with [models] use = "research".'
            )
        return CommentReader(spec), spec.label
    except ImportError as error:
        raise _missing(error) from None
    except (ModelFileError, OSError) as error:
        raise SourceError(f"comments: {str(error).rstrip('.')}. Nothing was stored.") from None
    except KeyError as error:
        raise SourceError(
            f"comments: the settings file of the model has no {error}. Name another model with --model. Nothing"
            " was stored."
        ) from None


def _missing(error: ImportError) -> SourceError:
    return SourceError(
        "comments: reading comments needs an extra package. Nothing was stored:"
        f" {missing_package_text(error.name, 'comments')}"
    )
