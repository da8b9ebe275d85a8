"""The last managed pass: titles, hooks and descriptions of chosen clips.

Each text stands only if the clip says all of it; else the extractive wording stays, text by text. It is
the only free text of a model that anybody gets to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from schemas.plan import EditorialPlan, PlannedClip
from tasks.analysis.copywriting.grounding import problems
from tasks.analysis.copywriting.prompt import COPY
from tasks.analysis.editorial.wording import HOOK_WORDS, TITLE_CHARACTERS
from tasks.errors.inference import InferenceError
from tasks.tools.llm.door import Answer, Inference, Question, Unusable
from tasks.tools.llm.prompt import fenced, one_line
from tasks.tools.llm.shortfalls import shortfalls

BATCH = 6
DESCRIPTION_CHARACTERS = 280
LISTED = 12
"""Problems that are sent back at most."""


class Words(BaseModel):
    """What is written for one clip."""

    number: int
    title: Annotated[str, Field(max_length=400)]
    hook: Annotated[str, Field(max_length=400)]
    description: Annotated[str, Field(max_length=1500)]


class Texts(BaseModel):
    """The model's answer for some clips."""

    clips: Annotated[list[Words], Field(max_length=2 * BATCH)]


def worded(plan: EditorialPlan, inference: Inference) -> EditorialPlan:
    """The plan with a model's words wherever the clip says them.

    Raises:
        InferenceError: where the profile says that a run fails without an answer.
    """
    parts = [plan.clips[start : start + BATCH] for start in range(0, len(plan.clips), BATCH)]
    answers = inference.ask_all([_question(part) for part in parts])
    asked = list(zip(parts, answers, strict=True))
    failures = [(item, len(part)) for part, item in asked if isinstance(item, InferenceError)]
    if failures and inference.profile.on_failure == "fail":
        raise failures[0][0]
    clips = [clip for part, answer in asked for clip in _written(part, answer)]
    left_out = sum(_left_out(part, answer) for part, answer in asked)
    label = inference.profile.label
    missing = shortfalls("copy", label, max(1, len(clips)), failures, left_out)
    kept = sum(clip.wording == "extractive" for clip in clips)
    kept -= sum(lost.count for lost in missing)
    says = (f"{label}: {kept} of {len(clips)} clips keep extractive words: no text of theirs held",)
    return plan.model_copy(
        update={
            "clips": tuple(clips),
            "shortfalls": plan.shortfalls + missing,
            "notes": (*plan.notes, *(says if kept else ())),
        }
    )


def _left_out(part: Sequence[PlannedClip], answer: Answer[Texts] | InferenceError) -> int:
    """Clips that an answer does not name."""
    if isinstance(answer, InferenceError):
        return 0
    return sum(_of(answer.value, number) is None for number in range(1, len(part) + 1))


def _question(part: Sequence[PlannedClip]) -> Question[Texts]:
    lines = [
        line
        for number, clip in enumerate(part, 1)
        for line in (f"CLIP {number}", one_line(clip.text))
    ]

    def check(answer: Texts, last: bool) -> Texts:
        wrong = [
            f"clip {number}, {name}: {problem}"
            for number, clip in enumerate(part, 1)
            for name, found in _wrong(_of(answer, number), clip).items()
            for problem in found
        ]
        if wrong and not last:
            raise Unusable("Mend this and give all clips again: " + "; ".join(wrong[:LISTED]))
        return answer

    return Question(COPY, f"{len(part)} clips.\n\n" + fenced("\n".join(lines)), Texts, check)


def _of(answer: Texts, number: int) -> Words | None:
    return next((words for words in answer.clips if words.number == number), None)


def _wrong(words: Words | None, clip: PlannedClip) -> dict[str, list[str]]:
    """What is wrong with each text; empty lists where it may stand."""
    if words is None:
        return {"all": ["it is missing"]}
    texts = {"title": words.title, "hook": words.hook, "description": words.description}
    found = {name: problems(text, clip.text) for name, text in texts.items()}
    for name, text in texts.items():
        if not text.strip():
            found[name].append("it is empty")
    if len(one_line(words.title)) > TITLE_CHARACTERS:
        found["title"].append(f"longer than {TITLE_CHARACTERS} characters")
    if len(words.hook.split()) > HOOK_WORDS:
        found["hook"].append(f"more than {HOOK_WORDS} words")
    if len(one_line(words.description)) > DESCRIPTION_CHARACTERS:
        found["description"].append(f"longer than {DESCRIPTION_CHARACTERS} characters")
    return found


def _written(
    part: Sequence[PlannedClip], answer: Answer[Texts] | InferenceError
) -> list[PlannedClip]:
    if isinstance(answer, InferenceError):
        return list(part)
    return [
        _clip(clip, _of(answer.value, number), answer.model) for number, clip in enumerate(part, 1)
    ]


def _clip(clip: PlannedClip, words: Words | None, model: str) -> PlannedClip:
    if words is None:
        return clip
    wrong = _wrong(words, clip)
    good = {
        name: one_line(getattr(words, name))
        for name in ("title", "hook", "description")
        if not wrong[name]
    }
    return clip.model_copy(update=good | ({"wording": model} if good else {}))
