"""Converts reactions of former versions to the present one, so that a fleet of old and new kiosks gives one series."""

from math import sqrt

from edge.messages.payloads import Body, Curve, NoiseDeviations, Reaction, ReactionV1, ReactionV2

OF_TOTAL, OF_CELL, OF_BODY = sqrt(2.0), sqrt(10.0), sqrt(2.0)
"""Factor by which the scale of the Laplace noise of version 2 is multiplied to get the standard deviation of a sum. A
cell had a shared draw and one of its own, twice as wide.
"""


def rename_former_fields(former: ReactionV1) -> Reaction:
    """The same numbers under their present names. `schema_` is unchanged, because the seconds of laughter had no noise
    then.
    """
    scale = former.noise if isinstance(former, ReactionV2) else 0.0
    fields = {name: getattr(former, name) for name in type(former).model_fields if name not in ("noise", "positive")}
    body, curve = former.body, former.curve
    cells = {name: getattr(curve, name) for name in type(curve).model_fields if name != "positive"}
    return Reaction.model_construct(
        **fields
        | {
            "use": "shop" if former.arousal is None else "research",
            "smile": former.positive,
            "noise_sd": NoiseDeviations.model_construct(
                total=OF_TOTAL * scale, cell=OF_CELL * scale, body=OF_BODY * scale
            ),
            "body": None if body is None else Body.model_construct(**body.model_dump()),
            "curve": Curve.model_construct(**cells | {"smile": curve.positive}),
        }
    )
