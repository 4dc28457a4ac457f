"""The true means of the declared types in a world, whatever is odd about their labels."""

from collections.abc import Mapping

from pipeline.simulate.worlds import PURE, World, centre


def as_labelled(world: World, code: str, midpoint: float) -> Mapping[str, float]:
    """The mean of a latent value in the projects called PP, SOC and SOL, over all waves; `midpoint` where the world does not
    mention it. Where the labels stand for digital products only, that of the types with products alike."""
    own = world.means.get(code, dict.fromkeys(PURE, midpoint))
    labels, social = world.labels, (own["SOC"] + own["SOL"]) / 2
    if labels.along in ("noise", "digital"):
        return dict.fromkeys(PURE, (own["PP"] + social) / 2)
    if labels.along is not None:
        own = {"PP": own["PP"], "SOC": social, "SOL": social}
    middle, factor = centre(own), sum(world.drift) / len(world.drift)
    own = {kind: middle + factor * (value - middle) for kind, value in own.items()}
    other = {"PP": (own["SOC"] + own["SOL"]) / 2, "SOC": own["PP"], "SOL": own["PP"]}
    hybrids = {kind: labels.mislabelled if kind in labels.among else 0.0 for kind in own}
    return {kind: value + hybrids[kind] * (other[kind] - value) / 2 for kind, value in own.items()}
