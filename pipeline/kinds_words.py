"""What a verdict of one scale excludes and what it does not, in words.

No rule tells two kinds that lie close together from the ends of one scale, so the word carries the distance from which kinds
would have been seen, and where the declared types lie to it. Whoever reads the word reads this with it.
"""

from collections.abc import Mapping

from pipeline.stats.separation import ONE_PEAK, on_the_other_half

NEEDED = ("apart", "excluded_from", "called_one_scale", "bound_share", "n_projects")

CHOSEN = "This is said of the projects that were asked: the ends of one scale, chosen for being typical, would look the same."


def bound(figures: Mapping[str, float]) -> str:
    """Both sentences, from the figures of the structure tests (without a missing one); empty where they are not there."""
    if not {"apart", "n_projects"} <= set(figures):
        return ""
    return f"{_excluded(figures)} {_declared(figures)}".strip()


def _excluded(figures: Mapping[str, float]) -> str:
    count = f"{figures['n_projects']:.0f} projects"
    farthest = figures.get("excluded_from")
    if farthest is None:
        return f"With {count} like these even two kinds that lie far apart would too often be called one scale."
    few = f"{100 * figures['bound_share']:.0f} of 100"
    other = 100 * on_the_other_half(farthest)
    return (
        f"With {count}, two kinds would hardly (in at most {few} samples) have been called one scale if they lay at least "
        f"{farthest:.1f} of their own standard deviations apart, so that at most {other:.1f} % of their projects stood nearer "
        "to the other kind; nearer kinds look like one scale."
    )


def _declared(figures: Mapping[str, float]) -> str:
    apart, farthest = figures["apart"], figures.get("excluded_from")
    said = f"The declared types lie {apart:.1f} of theirs apart"
    if apart <= ONE_PEAK:
        return f"{said}: up to {ONE_PEAK:g}, two kinds of equal spread have one peak together, and no test could tell them."
    if farthest is not None and apart >= farthest:
        return f"{said}: as two kinds they would have shown."
    if "called_one_scale" not in figures:
        return f"{said}."
    seen = 100 * figures["called_one_scale"]
    return (
        f"{said}: two kinds as near as that would be called one scale in {seen:.0f} of 100 samples, so they may still be "
        "near kinds."
    )
