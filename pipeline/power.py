"""What a planned survey could decide, were the talk right: each row of the differences and of the commonalities."""

from collections.abc import Sequence

from pipeline import claims, instrument
from pipeline.replication import Replication
from pipeline.simulate import load_world
from pipeline.stats.shares import clopper_pearson

WORLD = "talk"
THESES = ("T1", "T2")
UNDECIDED = ("inconclusive", "not testable")


def decided(found: Sequence[Replication], claim: str) -> tuple[int, int]:
    """In how many replications a claim was decided (any word but inconclusive and not testable), and supported."""
    words = [replication.claims[claim] for replication in found]
    return sum(word not in UNDECIDED for word in words), words.count("supported")


def sentences(found: Sequence[Replication], projects: Sequence[int] | None, respondents: int | None) -> list[str]:
    """A heading that says what was simulated, a line for each row of T1 and T2, and what the numbers can bear."""
    world, rulers = load_world(WORLD), claims.load_rulers()
    known = claims.load(instrument.load())
    n, size = len(found), projects or world.projects
    told = [
        f"{n} simulated surveys of {size[0]} PP, {size[1]} SOC, {size[2]} SOL and {size[3]} HYB projects with about "
        f"{respondents or world.respondents} respondents each, in a world where the talk is right.",
        f"{'claim':<24}{'type':<11}{'decided':>9}{'supported':>11}   95 % interval of decided",
    ]
    for thesis in THESES:
        for claim in rulers.theses[thesis]:
            any_word, supported = decided(found, claim)
            exact = clopper_pearson(any_word, n, 0.95)
            shares = f"{100 * any_word / n:>7.0f} %{100 * supported / n:>9.0f} %"
            told.append(
                f"{claim:<24}{known[claim].type:<11}{shares}   {100 * exact.low:.0f} to {100 * exact.high:.0f} %"
            )
    for thesis in (*THESES, "overall"):
        words = [replication.theses[thesis] for replication in found]
        told.append(f"{thesis} supported in {words.count('supported')} of {n}.")
    told.append(
        "Idealised answers with assumed variances: a real survey decides less. More --replications narrow the intervals."
    )
    return told
