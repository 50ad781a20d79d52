"""Finding about the licence of a network: what its card says, with a mark that says whether a business may use it."""

from edge.tools.doctor.finding import DoctorFinding, good_finding, warning_finding
from models.serving.spec import ModelSpec


def licence_finding(spec: ModelSpec) -> DoctorFinding:
    """A tick only for a network that a business may use."""
    text = f"{spec.name}: {spec.licence}. {spec.licence_note}"
    if spec.may_be_used("commercial"):
        return good_finding("licence", text)
    return warning_finding("licence", text, 'Use it in no business; [models] use = "shop" takes none that forbids it.')
