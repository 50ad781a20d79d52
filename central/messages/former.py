"""Converts reactions of earlier message versions to the present version, so that old and new kiosks give one series."""

from math import sqrt

from edge.messages.payloads import Body, Curve, NoiseDeviations, Reaction, ReactionV1, ReactionV2

OF_TOTAL, OF_CELL, OF_BODY = sqrt(2.0), sqrt(10.0), sqrt(2.0)
"""Factor that converts the scale of the Laplace noise of version 2 to the standard deviation of a sum.

In version 2, a cell had a shared random draw and its own draw, which was twice as wide.
"""


def rename_former_fields(former: ReactionV1) -> Reaction:
    """Return the same numbers under their present field names.

    `schema_` is unchanged, because earlier versions added no noise to the seconds of laughter.
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
