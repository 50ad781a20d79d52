"""Next steps by role, for a page that has nothing to show yet. To add a page, add its steps here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from central.store.scope import Scope
from central.store.users import Role

ENROL = "/fleet/enrol"
REVIEWS = "vitrina-central comments import reviews.csv --tag acme-cola"
DOCTOR = "vitrina-central doctor"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step. `word`: key of the text. `command`: to run on the server. `path` and `link`: page that helps, and key
    of its label. `all_shops`: only for a user who may see all shops of a tenant.
    """

    word: str
    command: str = ""
    path: str = ""
    link: str = ""
    all_shops: bool = False

    @property
    def run_word(self) -> str:
        """Key of the text before the command, which says if the names in it are only an example."""
        return "next_step.run_own" if "acme" in self.command else "next_step.run"


def _steps(page: str, command: str = "", path: str = "", link: str = "") -> Mapping[Role, NextStep]:
    """Steps of a page on which only administrators can do something: they run a command."""
    own = NextStep(f"next_step.{page}", path=path, link=link)
    return {Role.VIEWER: own, Role.ADMIN: NextStep(f"next_step.{page}_admin", command)}


def _enrol_steps(page: str, path: str = "", link: str = "") -> Mapping[Role, NextStep]:
    """Steps of a page that needs a kiosk first: only administrators may enrol one."""
    own = NextStep(f"next_step.{page}", path=path, link=link)
    return {Role.VIEWER: own, Role.ADMIN: NextStep(f"next_step.{page}_admin", "", ENROL, "next_step.to_enrol")}


def _new(kind: str, page: str) -> NextStep:
    """Step to the page that makes a playlist or an experiment."""
    return NextStep(f"next_step.{page}_editor", "", f"/{kind}s/new", f"drafting.new_{kind}")


STEPS: Mapping[str, Mapping[Role, NextStep]] = MappingProxyType(
    {
        "creatives": _enrol_steps("creatives", "/fleet", "next_step.to_fleet"),
        "shops": _enrol_steps("shops"),
        "fleet": _enrol_steps("fleet"),
        "playlists": {Role.VIEWER: NextStep("next_step.playlists"), Role.EDITOR: _new("playlist", "playlists")},
        "recommendation": {
            Role.VIEWER: NextStep("next_step.recommendation", "", "/playlists", "next_step.to_playlists"),
            Role.EDITOR: _new("playlist", "recommendation"),
        },
        "comments": _steps("comments", REVIEWS),
        "alerts": _steps("alerts", DOCTOR, "/fleet", "next_step.to_fleet"),
        "experiments": {
            Role.VIEWER: NextStep("next_step.experiments"),  # the page itself links to the plan
            Role.EDITOR: _new("experiment", "experiments"),
        },
        "trends": {
            Role.VIEWER: NextStep("next_step.trends"),
            Role.EDITOR: NextStep(
                "next_step.trends_editor", "", "/creatives", "next_step.to_creatives", all_shops=True
            ),
        },
        "audit": {Role.ADMIN: NextStep("next_step.audit_admin")},
    }
)


def find_next_step(page: str, role: Role, scope: Scope) -> NextStep:
    """Step of the highest role that the user has. Raises KeyError for a page without steps."""
    is_whole = scope.patterns is None or any(pattern.endswith("/*") for pattern in scope.patterns)
    possible = {
        needs: step for needs, step in STEPS[page].items() if needs <= role and (is_whole or not step.all_shops)
    }
    return possible[max(possible)]
