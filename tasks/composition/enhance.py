"""EditorialPlan x words x style -> EnhancementPlan: everything that will be written on each clip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schemas.artifacts import Ref
from schemas.clips import PreparedClip
from schemas.enhancement import CaptionCard, CaptionWord, EnhancedClip, EnhancementPlan
from schemas.plan import EditorialPlan, PlannedClip
from schemas.rewording import WordEdits
from schemas.segments import Segments
from schemas.stages import Stage
from schemas.style.contract import StyleContract
from schemas.style.cuts import CutRules
from schemas.style.resolve import resolve
from schemas.style.subtitles import Pacing
from schemas.transcript import Transcript, Word
from schemas.units import Aspect, ms_at
from tasks.composition.carding import cards_in, sentence_ends
from tasks.composition.hush import quiet_in
from tasks.composition.marks import joined
from tasks.composition.rewording import retitled, rewritten
from tasks.composition.tightening import Talk, kept_spans, left_out
from tasks.stage import StageContext, stage
from tasks.tools.drawing.clock import Clock
from tasks.tools.drawing.language import bare, weight_of
from tasks.tools.drawing.profanity import masked, quiet_clip

SIDECAR_PACING = Pacing(
    mode="sentence",
    max_lines=2,
    max_chars_per_line=42,
    max_words_per_card=20,
    max_cps=20.0,
    min_duration_ms=833,
    max_duration_ms=7000,
    linger_ms=400,
    snap_to_shot_ms=250,
)
"""Broadcast rules, for a style without captions on the picture: its cards are only read from
caption files."""
KEYWORDS_PER_CARD = 2
KEYWORD_CARDS = 0.25
"""Share of the cards that may hold a marked word; emphasis everywhere is none."""


@stage(Stage.ENHANCE, revision=10, ignore=("contract",))
def enhance(
    ctx: StageContext,
    plan: Ref[EditorialPlan],
    segments: Ref[Segments],
    transcript: Ref[Transcript],
    prepared: tuple[Ref[PreparedClip], ...],
    contract: Ref[StyleContract],
    aspects: tuple[Aspect, ...],
    plan_facet: str,  # noqa: ARG001 - stands for the contract in the key
    slots: dict[str, str],
    edits: Ref[WordEdits] | None = None,
) -> Ref[EnhancementPlan]:
    """Write titles, hooks and caption cards for every planned clip in every aspect ratio.

    Of the contract only what `plan_facet` covers is read: pacing, whether captions are on, swear
    words, what is left out. Of `prepared` clips the picture's cuts are taken, and where it is quiet.
    `slots` is what the producer filled in; it was checked when the style was pinned. `edits` are
    words that people have corrected in this recording.
    """
    editorial = ctx.load(plan, EditorialPlan)
    sentences = ctx.load(segments, Segments)
    words = ctx.load(transcript, Transcript)
    style = ctx.load(contract, StyleContract)
    local = {clip.clip_id: clip for clip in (ctx.load(ref, PreparedClip) for ref in prepared)}
    cuts = cuts_of(local.values())

    notes: tuple[str, ...] = ()
    planned = editorial.clips
    if edits is not None:
        heard = words.words
        words, notes = rewritten(words, ctx.load(edits, WordEdits))
        planned = tuple(retitled(clip, heard, words.words) for clip in planned)
        for note in notes:
            ctx.log.warning("not reworded", why=note)
    words = words.model_copy(update={"words": joined(words.words, words.language)})
    if style.subtitles.profanity == "mask":
        words, planned = quiet(words), tuple(quiet_clip(clip, words.language) for clip in planned)
    pacings = {aspect: pacing_of(style, aspect, words.language) for aspect in aspects}
    played = [_played(ctx, style.cuts, clip, words, local.get(clip.id)) for clip in planned]
    clips = tuple(
        enhance_clip(
            clip, words, sentences, pacings, slots=slots, cuts=cuts.get(clip.id, ()), clock=clock
        )
        for clip, clock in zip(planned, played, strict=True)
    )

    return ctx.publish(EnhancementPlan(language=words.language, clips=clips, notes=notes))


def _played(
    ctx: StageContext,
    rules: CutRules,
    clip: PlannedClip,
    transcript: Transcript,
    local: PreparedClip | None,
) -> Clock | None:
    """The clock of a clip of which something is left out; None where all of it is played.

    Fillers whose times nobody measured are kept: what sounds then may be another word.
    """
    if transcript.timing == "interpolated":
        rules = rules.model_copy(update={"fillers": "keep"})
    if not rules.active or local is None:
        return None
    inside = words_inside(transcript.words, clip.start_ms, clip.end_ms)
    talk = Talk(
        words=[transcript.words[number] for number in inside],
        language=transcript.language,
        quiet=quiet_in(ctx.path(local.audio)),
        first=local.first_frame,
        count=local.frame_count,
        rate=local.rate,
        cuts=[local.first_frame + start for start, _ in local.shots[1:]],
    )
    spans = kept_spans(talk, rules)
    kept = sum(span.frame_count for span in spans)
    if kept == local.frame_count:
        return None
    ctx.log.info("tightened", clip=clip.id, parts=len(spans), frames=local.frame_count, kept=kept)
    return Clock(spans, local.rate)


def cuts_of(clips: Iterable[PreparedClip]) -> dict[str, tuple[int, ...]]:
    """When the picture is cut inside each clip, in ms of the recording, by the clip's id."""
    return {
        clip.clip_id: tuple(
            ms_at(clip.first_frame + start, clip.rate) for start, _ in clip.shots[1:]
        )
        for clip in clips
    }


def pacing_of(style: StyleContract, aspect: Aspect, language: str | None = None) -> Pacing:
    """How words of a language become cards in one aspect ratio."""
    resolved = resolve(style, aspect, language)
    return resolved.pacing if resolved.subtitles.enabled else SIDECAR_PACING


def quiet(transcript: Transcript) -> Transcript:
    """The same words with swearing masked."""
    words = tuple(
        word.model_copy(update={"text": masked(word.text, transcript.language)})
        for word in transcript.words
    )
    return transcript.model_copy(update={"words": words})


def enhance_clip(
    clip: PlannedClip,
    transcript: Transcript,
    segments: Segments,
    pacings: dict[Aspect, Pacing],
    *,
    slots: Mapping[str, str] | None = None,
    cuts: Sequence[int] = (),
    clock: Clock | None = None,
) -> EnhancedClip:
    """Everything that is written on one clip. `cuts` are the picture's, in ms of the recording;
    `clock` is that of a clip of which something is left out."""
    indexes = words_inside(transcript.words, clip.start_ms, clip.end_ms)
    if clock is not None:
        spans, rate = clock.spans, clock.rate
        indexes = [
            number
            for number in indexes
            if not left_out(transcript.words[number], spans, rate, transcript.language)
        ]
    speakers = _speakers(segments)
    words = [_shown(transcript.words[i], clip, speakers.get(i)) for i in indexes]
    words[:1] = [_begun(word, indexes[0], transcript, segments) for word in words[:1]]
    ends = sentence_ends(indexes, {sentence.last_word for sentence in segments.sentences})
    inside = [cut for cut in cuts if clip.start_ms < cut < clip.end_ms]
    cards = {
        aspect: cards_in(words, ends, pacing, clip, transcript.language, inside, clock)
        for aspect, pacing in pacings.items()
    }
    marked = keywords_of(words, cards, clip.keywords, transcript.language)
    return EnhancedClip(
        clip_id=clip.id,
        start_ms=clip.start_ms,
        end_ms=clip.end_ms,
        title=clip.title,
        hook=clip.hook,
        speakers=tuple(dict.fromkeys(word.speaker for word in words if word.speaker)),
        words=tuple(
            word.model_copy(update={"keyword": number in marked})
            for number, word in enumerate(words)
        ),
        cards=cards,
        line_chars={aspect: pacing.max_chars_per_line for aspect, pacing in pacings.items()},
        language=transcript.language,
        opening_end_ms=_opening_end(words, ends),
        slots=dict(slots or {}),
        spans=clock.spans if clock else (),
    )


def _opening_end(words: Sequence[CaptionWord], sentence_ends: set[int]) -> int:
    """When the first sentence is over; a clip that ends no sentence is one."""
    if not words:
        return 0
    return words[min(sentence_ends, default=len(words) - 1)].end_ms


def words_inside(words: Sequence[Word], start_ms: int, end_ms: int) -> list[int]:
    """Words whose middle lies in the span: one that is cut belongs to the side that has more.

    Words without anything to show are left out.
    """
    return [
        number
        for number, word in enumerate(words)
        if 2 * start_ms <= word.start_ms + word.end_ms < 2 * end_ms and word.text.strip()
    ]


def _shown(word: Word, clip: PlannedClip, speaker: str | None) -> CaptionWord:
    return CaptionWord(
        text=" ".join(word.text.split()),
        start_ms=max(word.start_ms, clip.start_ms),
        end_ms=min(word.end_ms, clip.end_ms),
        speaker=word.speaker or speaker,
    )


def _begun(
    word: CaptionWord, number: int, transcript: Transcript, segments: Segments
) -> CaptionWord:
    """A clip's first word, with the capital letter that its sentence has where the clip leaves out what
    is in front of it."""
    inside = next(
        (item for item in segments.sentences if item.first_word < number <= item.last_word), None
    )
    if inside is None or not transcript.words[inside.first_word].text[:1].isupper():
        return word
    return word.model_copy(update={"text": word.text[:1].upper() + word.text[1:]})


def _speakers(segments: Segments) -> dict[int, str]:
    """Speaker of each word by the sentence that it is in; words of unknown speakers are absent."""
    return {
        number: sentence.speaker
        for sentence in segments.sentences
        if sentence.speaker
        for number in range(sentence.first_word, sentence.last_word + 1)
    }


def keywords_of(
    words: Sequence[CaptionWord],
    cards: dict[Aspect, tuple[CaptionCard, ...]],
    phrases: Sequence[str],
    language: str,
) -> set[int]:
    """Words that get the keyword colour, the weightiest first, ties in order of speech.

    In every aspect ratio at most two on a card, and on at most a quarter of the cards (but at least
    on one).
    """
    wanted = frozenset(part for phrase in phrases for part in map(bare, phrase.split()) if part)
    weights = {number: weight_of(word.text, wanted, language) for number, word in enumerate(words)}
    ranked = sorted((n for n in weights if weights[n]), key=lambda n: (-weights[n], n))
    card_of = {aspect: _card_of_word(mine) for aspect, mine in cards.items()}
    marks: dict[Aspect, dict[int, int]] = {aspect: {} for aspect in cards}
    chosen: set[int] = set()
    for number in ranked:
        places = {aspect: card_of[aspect][number] for aspect in cards}
        if all(_room(marks[a], place, len(cards[a])) for a, place in places.items()):
            chosen.add(number)
            for aspect, place in places.items():
                marks[aspect][place] = marks[aspect].get(place, 0) + 1
    return chosen


def _card_of_word(cards: Sequence[CaptionCard]) -> dict[int, int]:
    return {
        word: number
        for number, card in enumerate(cards)
        for word in range(card.first_word, card.last_word + 1)
    }


def _room(marks: dict[int, int], card: int, cards: int) -> bool:
    """Whether one more marked word may go on a card."""
    if card in marks:
        return marks[card] < KEYWORDS_PER_CARD
    return len(marks) < max(1, int(KEYWORD_CARDS * cards))
