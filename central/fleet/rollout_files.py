"""Door between the rules of rollouts and the signed files of a tenant's repository."""

from typing import Protocol

from edge.fleet.rollout import Go, Plan


class RolloutFiles(Protocol):
    """Signed plan of a tenant, and the release that this server signs."""

    @property
    def tenant(self) -> str:
        """Tenant of the repository."""

    def plan(self) -> Plan | None:
        """Newest signed plan; None without one. Raises CentralError."""

    def go(self) -> Go | None:
        """Release that is published; None without one. Raises CentralError."""

    def signers(self) -> tuple[str, ...]:
        """Names of the keys that signed the plan. Raises CentralError."""

    def write(self, go: Go) -> None:
        """Sign and publish a release. Raises CentralError, for example if the key is missing."""
