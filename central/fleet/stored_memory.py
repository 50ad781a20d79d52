"""JSON of what central remembers of a rollout, as the store keeps it."""

import json
from dataclasses import asdict, dataclass

from central.fleet.rings import Decision, Memory, Moment, StopNote


@dataclass(frozen=True, slots=True)
class RolloutState:
    """Memory of a rollout, and the last decision about it.

    `listening_ms`: time since which central has received messages of this tenant. `fault`: why the decision could not
    be carried out.
    """

    memory: Memory
    decision: Decision
    listening_ms: int
    fault: str | None = None

    def moment(self, now_ms: int) -> Moment:
        """The given time, as the rules need it to find the phases of the kiosks."""
        return Moment(now_ms, self.listening_ms)


def state_text(state: RolloutState) -> str:
    """JSON of a state, which `parse_state` reads."""
    fields = asdict(state)
    fields["memory"]["known"] = sorted(state.memory.known)
    return json.dumps(fields, separators=(",", ":"))


def parse_state(text: str) -> RolloutState:
    """State from its JSON. The store contains only texts of `state_text`."""
    fields = json.loads(text)
    memory, stop = fields["memory"], fields["memory"]["stop"]
    made = Memory(**{**memory, "known": frozenset(memory["known"]), "stop": None if stop is None else StopNote(**stop)})
    return RolloutState(made, Decision(**fields["decision"]), fields["listening_ms"], fields["fault"])
