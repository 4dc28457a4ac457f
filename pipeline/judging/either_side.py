"""Where peer production differs from neither column as a whole, because its two halves lie on either side of it."""

from dataclasses import replace

from pipeline.judging.bench import Bench
from pipeline.judging.finding import SIDES
from pipeline.judging.respondents import members
from pipeline.rules import Contrast, Group


def told(contrast: Contrast, bench: Bench) -> str:
    """The end of a sentence that finds no relevant difference: that the social and the solidarity economy each differ, one more
    and one less, both wholly beyond the smallest effect. The rule is about their mean (methods A1); this is only said."""
    if contrast.measure != "mean" or (contrast.plus.type, contrast.minus.type) != ("PP", "SSE"):
        return ""
    bound, apart = bench.bound(contrast.bound), {}
    for declared in members("SSE"):
        found = bench.models.contrast(replace(contrast, minus=Group(declared, contrast.minus.among)), "context")
        if found.inference is None:
            return ""
        low, high = found.ci(0.95)
        apart[declared] = found.value if low > bound or high < -bound else 0.0
    if not min(apart.values()) < 0 < max(apart.values()):
        return ""
    named = " and ".join(f"{abs(gap):.2f} {'above' if gap > 0 else 'below'} {SIDES[t]}" for t, gap in apart.items())
    return f"; but {SIDES[contrast.plus.type]} stands {named}, which cancel each other out"
