"""What is known of a language's small words, by what they do to the words beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

Words = frozenset[str]


def words(text: str) -> Words:
    """The words of a text as a set."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Grammar:
    """What a caption editor knows of one language; lower case, without punctuation."""

    joining: Words = frozenset()
    """What follows them is a clause or phrase of its own: before them nearly every word may end a
    line."""
    relative: Words = frozenset()
    """Other words that begin a clause."""
    prepositions: Words = frozenset()
    determiners: Words = frozenset()
    subjects: Words = frozenset()
    """Pronouns that a verb follows, and others that only stand before verbs."""
    either: Words = frozenset()
    """Subjects or determiners, but also what a verb is about: `tell you`, `give it`."""
    modals: Words = frozenset()
    """And what else leads to the word after it: negations, degrees."""
    being: Words = frozenset()
    """Auxiliaries that are verbs by themselves, too: `it was | in the middle`."""
    infinitive: Words = frozenset()
    """Prepositions that a verb may follow, so that no auxiliary ends before them."""
    titles: Words = frozenset()
    numerals: Words = frozenset()
    units: Words = frozenset()
    """What numbers count."""
    labels: Words = frozenset()
    """What a number is the name of: `chapter 3`."""
    elides: bool = False
    """Whether words lose their end before a vowel: `j'ai` leads on as `ai` does."""
    conjunctions: Words = field(init=False)
    small: Words = field(init=False)
    """All words that lead on."""

    def __post_init__(self) -> None:
        conjunctions = self.joining | self.relative
        parts = (self.prepositions, self.determiners, self.subjects, self.either, self.modals)
        object.__setattr__(self, "conjunctions", conjunctions)
        object.__setattr__(self, "small", conjunctions.union(self.being, *parts))

    def clings(self, here: str, there: str) -> bool:
        """Whether a word leads to the one after it: an article to its noun, a subject to its verb, an
        auxiliary to another verb, a preposition to its object, a conjunction to its clause."""
        here, there = self._last(here), self._first(there)
        if here in self.conjunctions or here in self.titles:
            return True
        if here in self.prepositions or here in self.modals:
            return there not in self.joining
        if here in self.either:
            return there not in self.conjunctions and there not in self.prepositions
        if here in self.being:
            alone = self.conjunctions | self.prepositions | self.determiners
            return there in self.infinitive or there not in alone
        return here in self.determiners or here in self.subjects

    def opens(self, there: str) -> float | None:
        """What a break before a word costs; None where the word says nothing of it."""
        there = self._first(there)
        if there in self.conjunctions:
            return 1.4
        return 1.9 if there in self.prepositions else None

    def _last(self, word: str) -> str:
        """Of an elided word what stands behind its apostrophe."""
        known = word in self.small or not self.elides
        return word if known else word.rsplit("'", 1)[-1]

    def _first(self, word: str) -> str:
        """Of an elided word what it begins with, written out: `qu'on` begins with `que`."""
        if not self.elides or "'" not in word or word in self.small:
            return word
        head = word.split("'", 1)[0]
        return next((head + end for end in "eaoi" if head + end in self.small), word)
