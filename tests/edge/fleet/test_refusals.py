from edge.fleet.refusals import CODES, NO_ATTACK, FleetRefused


def test_everyday_faults_are_known_codes() -> None:
    assert set(CODES) > NO_ATTACK >= {"unreachable", "no_root"}
    assert "signature" not in NO_ATTACK


def test_a_refusal_has_a_code_and_a_text() -> None:
    refusal = FleetRefused("expired", "fleet: sign again.")
    assert (refusal.code, str(refusal)) == ("expired", "fleet: sign again.")
