"""Which of the questionnaire's wordings a text resembles; only wordings that share enough of its words are compared with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

NEAR = 0.8  # of SequenceMatcher's ratio: similar enough to be proposed to a person
SHARED_WORDS = 0.5
SHORT = 3  # words; shorter wordings resemble too much


@dataclass(frozen=True)
class Similar:
    """`known`: codes by their wordings."""

    known: Mapping[str, str]

    @cached_property
    def by_word(self) -> dict[str, list[str]]:
        """The wordings in which a word stands."""
        found: dict[str, list[str]] = {}
        for text in self.known:
            for word in set(text.split()):
                found.setdefault(word, []).append(text)
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        """Each wording's place among them."""
        return {text: at for at, text in enumerate(self.known)}

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many different words a wording has."""
        return {text: len(set(text.split())) for text in self.known}

    def nearest(self, given: Sequence[str]) -> str:
        """The code whose wording is most like one of these texts; of equals the last, blank where none is similar."""
        best, ratio = "", NEAR
        for text in given:
            mine = set(text.split())
            shared = Counter(known for word in mine for known in self.by_word.get(word, ()))
            for known in sorted(shared, key=self.places.__getitem__):
                size = self.sizes[known]
                if size > SHORT and shared[known] >= SHARED_WORDS * max(len(mine), size):
                    alike = SequenceMatcher(None, text, known).ratio()
                    best, ratio = (self.known[known], alike) if alike >= ratio else (best, ratio)
        return best
