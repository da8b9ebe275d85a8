"""`python -m tests.benchmarks.inference_cost [--hours H] [--markdown]`: what a podcast costs with each
shipped profile.

The requests are the real ones: a transcript of made-up talk (10,000 words an hour, two speakers) goes
through the real passes over HTTP to a server on loopback that answers in the form asked for. Input
tokens are estimated from the text that arrived (four for three words, one for a number or sign), output
tokens from the text that was answered; what a model thinks before it answers comes on top. Each request
is priced by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from schemas.inference import BATCHED, InferenceProfile, ModelRef
from schemas.params import Limits
from schemas.spec import ScoreOptions
from tasks.analysis.copywriting.managed import worded
from tasks.analysis.editorial.selection import planned
from tasks.analysis.score.base import ScoreJob
from tasks.analysis.score.embedded import EmbeddedAnalyser
from tasks.analysis.score.managed import ManagedAnalyser
from tasks.tools.ledger.ledger import Ledger
from tasks.tools.ledger.spending import Account
from tasks.tools.llm.door import Inference
from tasks.tools.llm.prices import Tokens, price_of, usd
from tasks.tools.llm.profiles import profiles
from tests.simulators.llm_server import Body, Reply, llm_server
from tests.simulators.talks import segmented, spoken

WORDS_PER_HOUR = 10_000
PER_WORD = 4 / 3
"""Tokens of a word of English."""
TOPICS = tuple(
    "money sleep engines gardens schools music bread rivers memory doctors cities games".split()  # noqa: SIM905
)
PARTS = (
    "I think that {a} changed how we see {b}",
    "The first time I worked with {a} nobody believed in {b}",
    "What would you tell somebody who starts with {a} today?",
    "We lost {n} thousand dollars on {a} before {b} paid for it",
    "You have to be patient with {a} because {b} never is",
    "My mother told me that {a} is the only honest teacher",
    "It took {n} years until {a} and {b} came together in one place",
)


def talk(hours: float) -> list[tuple[str, str]]:
    """Lines of two speakers, about so many words in all, a topic for some minutes at a time."""
    random_ = random.Random(7)
    lines: list[tuple[str, str]] = []
    words = 0
    while words < WORDS_PER_HOUR * hours:
        topic = TOPICS[words // 1500 % len(TOPICS)]
        other, number = random_.choice(TOPICS), random_.randint(2, 90)
        text = random_.choice(PARTS).format(a=topic, b=other, n=number)
        text = text if text.endswith("?") else f"{text}, and that is why it stayed with us all."
        lines.append(("Host" if text.endswith("?") else "Guest", text))
        words += len(text.split())
    return lines


def tokens(text: str) -> int:
    """An estimate: words by their usual number of tokens, numbers and signs one each."""
    words = re.findall(r"[^\W\d_]+", text)
    signs = re.findall(r"\d+|[^\w\s]", text)
    return round(PER_WORD * len(words) + len(signs))


def answer(body: Body) -> Reply:
    """An answer of the form and size that a good model gives; its tokens stand in its usage."""
    said = "\n".join(str(message["content"]) for message in body["messages"][1:])
    form = json.dumps(body.get("tools", ""))
    given = _moments(said) if "first_id" in form else _items(said, form)
    sent = tokens(json.dumps(body["messages"]).replace("\\n", "\n")) + tokens(form)
    return Reply(given, tokens=(sent, tokens(json.dumps(given))))


def _moments(said: str) -> Body:
    most = int(re.findall(r"to (\d+) moments", said)[0])
    ids = [int(number) for number in re.findall(r"^(\d+) \[", said, re.MULTILINE)]
    step = max(1, len(ids) // most)
    reason = "A clear claim with a number that most people would not expect to hear."
    return {
        "moments": [
            {"first_id": first, "last_id": first + 5, "kind": "claim", "reason": reason}
            for first in ids[::step][:most]
            if first + 5 <= ids[-1]
        ]
    }


def _items(said: str, form: str) -> Body:
    if "evidence_id" not in form:
        count = len(re.findall(r"^CLIP \d+$", said, re.MULTILINE))
        words = {"title": "What it took until it paid", "hook": "It took so long until it paid"}
        told = {"description": "How it came together, and why it stayed with us all."}
        return {"clips": [{"number": number, **words, **told} for number in range(1, count + 1)]}
    runs = re.split(r"MOMENT \d+\n", said)[1:]
    firsts = [int(re.findall(r"^(\d+) \(", run, re.MULTILINE)[0]) for run in runs]
    names = re.findall(r'"(\w+)": \{"\$ref": "#/\$defs/Earned"', form)
    reason = "Strong claim in the first line, stands alone, though the ending is a little flat."
    return {
        "verdicts": [
            {
                "number": number,
                **{name: {"grade": 2, "evidence_id": first} for name in names},
                "reason": reason,
            }
            for number, first in enumerate(firsts, 1)
        ]
    }


def requests(hours: float) -> list[Tokens]:
    """Tokens of every request that the passes make for a recording of that length."""
    segments = segmented(spoken(talk(hours), gap_ms=300))
    job = ScoreJob(segments=segments, options=ScoreOptions())
    with tempfile.TemporaryDirectory() as folder, llm_server(answer) as server:
        ref = ModelRef(provider="openai", model="gpt-5-mini", base_url=server.url)
        asked = InferenceProfile(name="measured", chain=(ref,))
        ledger = Ledger(f"sqlite:///{folder}/ledger.db", tenant="default", lease_seconds=30)
        inference = Inference(asked, ledger, Account("run", 1, "score"), Path(folder) / "answers")
        found = ManagedAnalyser(inference).candidates(job, EmbeddedAnalyser().candidates(job))
        plan = worded(planned(found, segments, Limits()), inference)
        rows = ledger.spending.calls()
        ledger.close()
    if any(row.outcome != "answered" for row in rows) or not plan.clips:
        raise RuntimeError(f"the passes did not run through: {found.shortfalls + plan.shortfalls}")
    return [Tokens(row.input_tokens, row.output_tokens) for row in rows]


def cost(profile: InferenceProfile, sent: Iterable[Tokens]) -> dict[str, Any]:
    """What these requests cost with the first model of a profile."""
    ref, sent = profile.chain[0], list(sent)
    alone, source = _sum(ref, sent, batch=False)
    batched = _sum(ref, sent, batch=True)[0] if ref.provider in BATCHED else None
    return {
        "profile": profile.label,
        "model": ref.label,
        "usd": alone if profile.latency == "live" or batched is None else batched,
        "usd_batch": batched,
        "price_source": source,
    }


def _sum(ref: ModelRef, sent: Iterable[Tokens], *, batch: bool) -> tuple[float, str]:
    """Dollars of all requests, each priced by itself, and who says so."""
    prices = [price_of(ref, each, batch=batch) for each in sent]
    known = [price for price in prices if price is not None]
    if len(known) != len(prices):
        raise RuntimeError(f"no price for {ref.label}")
    return round(usd(sum(price.nano for price in known)), 4), known[0].source


def main() -> None:
    """Print one JSON object, or the table of the README."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args()
    sent = requests(asked.hours)
    count = {
        "requests": len(sent),
        "input_tokens": sum(each.input for each in sent),
        "output_tokens": sum(each.output for each in sent),
    }
    lines = [cost(profile, sent) for profile in profiles()]
    if not asked.markdown:
        print(json.dumps({"hours": asked.hours, **count, "profiles": lines}, indent=1))
        return
    print(
        "| profile | model | requests | tokens in | tokens out | USD | in batches | price source |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for line in lines:
        figures = " | ".join(f"{value:,}" for value in count.values())
        batched = "-" if line["usd_batch"] is None else f"{line['usd_batch']:.3f}"
        price = f"{line['usd']:.3f} | {batched} | {line['price_source']}"
        print(f"| `{line['profile']}` | {line['model']} | {figures} | {price} |")


if __name__ == "__main__":
    main()
