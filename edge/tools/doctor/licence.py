"""Finding about the licence of a network: what its card says, with a mark that says whether a business may use it."""

from edge.tools.doctor.finding import DoctorFinding, good, warning
from models.serving.spec import ModelSpec


def licence(spec: ModelSpec) -> DoctorFinding:
    """A tick only for a network that a business may use."""
    text = f"{spec.name}: {spec.licence}. {spec.licence_note}"
    if spec.may_be_used("commercial"):
        return good("licence", text)
    return warning("licence", text, 'Use it in no business; [models] use = "shop" takes none that forbids it.')
