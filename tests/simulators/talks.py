"""Transcripts with known sentences, for tests of what is chosen and where it is cut."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.segments import Segments
from schemas.transcript import Transcript, Word
from tasks.analysis.diarize.base import VoiceJob
from tasks.analysis.diarize.labels import LabelsDiarizer
from tasks.analysis.diarize.single import SingleDiarizer
from tasks.analysis.editorial.segments import segments_of

STORY = (
    ("Host", "Welcome to Long Shadows, the show about small ideas."),
    ("Host", "This episode is brought to you by Harbor Notebooks."),
    ("Host", "Use the code shadow for ten percent off your first order."),
    ("Host", "Why do experts fail at things that a beginner gets right?"),
    ("Guest", "Nobody fails at the hard part, people fail at the boring part."),
    (
        "Guest",
        "When a surgeon has closed nine hundred wounds, her mind goes home before her hands do.",
    ),
    ("Guest", "That is the trap."),
    ("Guest", "A hospital in Baltimore wrote five steps on a card and saved two million dollars."),
    ("Guest", "Infections fell from eleven percent to almost zero within three months."),
    ("Guest", "The lesson is that memory is the worst tool in the building."),
    ("Host", "Yeah."),
    ("Host", "What did the doctors say about the card?"),
    ("Guest", "They hated it."),
    ("Guest", "My father was a pilot, and he told me the truth about checklists."),
    ("Guest", "Every pilot believes in lists because every pilot has buried a friend."),
    ("Guest", "Doctors never see the crash, so doctors never learn to love the list."),
    ("Guest", "The card is not an insult to your brain, it is a gift to your tired self."),
    ("Host", "How should somebody start tomorrow morning?"),
    ("Guest", "Write down the one step that would have caught your last mistake."),
    ("Guest", "Put the paper where your eyes will be, not where your memory should be."),
    ("Guest", "Five steps, never more, because nobody reads the sixth."),
    ("Guest", "Test the list when you are tired, since that is when you will need it."),
    ("Guest", "Then throw away every step that never saved you."),
    ("Host", "Thank you for listening, and goodbye."),
)


def spoken(
    lines: Sequence[tuple[str | None, str]], *, gap_ms: int = 500, word_ms: int = 320
) -> Transcript:
    """Lines of (speaker, sentence) with every word as long as the other and a gap behind each."""
    words: list[Word] = []
    at = 1000
    for speaker, text in lines:
        for word in text.split():
            words.append(Word(text=word, start_ms=at, end_ms=at + word_ms - 20, speaker=speaker))
            at += word_ms
        at += gap_ms
    return Transcript(provider="captions", language="en", duration_ms=at + 500, words=tuple(words))


def segmented(transcript: Transcript) -> Segments:
    """Segments by the transcript's own speakers, one speaker where it names none."""
    job = VoiceJob(transcript=transcript)
    labels = LabelsDiarizer()
    diarizer = labels if labels.offers(job) else SingleDiarizer()
    return segments_of(transcript, diarizer.diarize(job))
