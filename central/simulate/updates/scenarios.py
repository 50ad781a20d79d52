"""Scenarios of simulated rollouts."""

from typing import Literal, get_args

Scenario = Literal["good", "bad", "away", "lost"]
"""`good`: the version works. `bad`: it sees no camera. `away`: it works, and central is away for a day. `lost`: 3 % of
the kiosks never come back.
"""
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
