"""A model's titles stand only where the clip says them; over real HTTP, and for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.inference import InferenceProfile, ModelPrice, ModelRef
from schemas.plan import EditorialPlan, PlannedClip
from tasks.analysis.copywriting.grounding import problems
from tasks.analysis.copywriting.managed import worded
from tasks.errors.inference import ModelsUnavailableError
from tasks.stage import StageContext
from tests.simulators.llm_server import Body, Reply, llm_server

SAID = (
    "A hospital in Baltimore wrote five steps on a card and saved 2 million dollars. Infections fell "
    "by 11% in three months. My father's name was O'Brien."
)
GOOD = {
    "title": "Why five steps on a card saved two million dollars",
    "hook": "Five steps saved 2 million dollars",
    "description": "How a hospital in Baltimore cut infections by eleven percent.",
}


def clip(number: int = 1, text: str = SAID) -> PlannedClip:
    return PlannedClip(
        id=f"clip-{number:02d}", rank=number, start_ms=0, end_ms=1000, first_sentence=0,
        last_sentence=0, title="Own title", hook="Own hook", description="Own description.",
        text=text, composite=50, scores={}, reasons=(), engine="embedded",
    )  # fmt: skip


def planned(*clips: PlannedClip) -> EditorialPlan:
    return EditorialPlan(source_duration_ms=1000, clips=clips, explanation="All.")


def profile(url: str, **changes: object) -> InferenceProfile:
    ref = ModelRef(
        provider="openai", model="gpt-5-mini", base_url=url, price=ModelPrice(input=1, output=1)
    )
    known = {"name": "test", "chain": (ref,), "attempts": 1, "timeout_s": 20}
    return InferenceProfile.model_validate(known | changes)


@pytest.mark.parametrize("text", [*GOOD.values(), "Why I'm sure that O’Brien wrote it"])
def test_what_the_clip_says_may_be_written(text: str) -> None:
    assert problems(text, SAID) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("How Boston saved money", "Boston"),
        ("Google knew it", "Google"),
        ("They saved 3 million dollars", "3 million"),
        ("They saved 2 billion dollars", "2 billion"),
        ("They saved 2 dollars", "'2'"),
        ("Down by ninety percent", "90 percent"),
        ("Seven steps on a card", "'7'"),
        ("It fell in 2019", "2019"),
        ("Half of infections are gone", "half"),
        ("See https://evil.example", "https:"),
        ("Steps #cards", "#"),
        ("Ask @hospital", "@"),
        ("Steps 🎉", "no words"),
        ("五つのステップ", "五つ"),
        ("Five steps. Merkel knew", "Merkel"),
    ],
)
def test_what_it_does_not_say_is_named(text: str, what: str) -> None:
    assert what in "; ".join(problems(text, SAID))


def test_writing_without_capital_letters_must_be_said_word_by_word() -> None:
    said = "病院は五つの手順をカードに書いた"
    assert problems("五つの手順", said) == []
    assert problems("六つの手順", said)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_held_against_a_clip(text: str) -> None:
    assert all(isinstance(problem, str) for problem in problems(text, SAID))
    assert problems(" ".join(SAID.split()), SAID) == []


def test_a_models_words_stand_where_the_clip_says_them(ctx: StageContext) -> None:
    with llm_server([Reply({"clips": [{"number": 1, **GOOD}]})]) as server:
        made = worded(planned(clip()), ctx.inference(profile(server.url)))
        again = worded(planned(clip()), ctx.inference(profile(server.url)))
        assert len(server.bodies) == 1
    (written,) = made.clips
    assert (written.title, written.hook) == (GOOD["title"], GOOD["hook"])
    assert written.description == GOOD["description"]
    assert written.wording == "openai:gpt-5-mini"
    assert again == made


def test_what_is_not_said_is_sent_back_once_and_then_left_out(ctx: StageContext) -> None:
    wrong = {**GOOD, "number": 1, "title": "How Elon Musk saved 9 million", "hook": "x " * 11}
    with llm_server([Reply({"clips": [wrong]})]) as server:
        made = worded(planned(clip()), ctx.inference(profile(server.url)))
        assert len(server.bodies) == 2
        assert "'Elon' is not said" in json.dumps(server.bodies[1]["messages"])
    (written,) = made.clips
    assert (written.title, written.hook) == ("Own title", "Own hook")
    assert written.description == GOOD["description"]


def test_clips_go_six_at_a_time_and_a_missing_one_keeps_its_words(ctx: StageContext) -> None:
    def written(body: Body) -> Reply:
        count = str(body["messages"]).count("CLIP ")
        return Reply({"clips": [{"number": n, **GOOD} for n in range(1, count - 1)]})

    many = planned(*(clip(number, f"{SAID} Take {number}.") for number in range(1, 9)))
    with llm_server(written) as server:
        made = worded(many, ctx.inference(profile(server.url)))
        assert len(server.bodies) == 4
    assert [item.wording == "extractive" for item in made.clips] == [
        False, False, False, False, False, True, False, True,
    ]  # fmt: skip
    (lost,) = made.shortfalls
    assert (lost.asked, lost.why, lost.count, lost.of) == ("copy", "incomplete", 2, 8)
    assert (lost.instead, made.notes) == ("extractive", ())


def test_a_model_that_is_down_leaves_the_words_and_says_why(ctx: StageContext) -> None:
    with llm_server([Reply(status=503)]) as server:
        made = worded(planned(clip()), ctx.inference(profile(server.url)))
        assert made.clips == (clip(),)
        (lost,) = made.shortfalls
        assert (lost.why, lost.count, lost.of) == ("exhausted", 1, 1)
        assert "status_code: 503" in lost.detail
        with pytest.raises(ModelsUnavailableError):
            worded(planned(clip()), ctx.inference(profile(server.url, on_failure="fail")))


def test_no_clips_ask_nothing(ctx: StageContext, tmp_path: Path) -> None:
    with llm_server([Reply(status=500)]) as server:
        assert worded(planned(), ctx.inference(profile(server.url))) == planned()
        assert not server.bodies
