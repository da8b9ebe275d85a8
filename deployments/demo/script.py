"""The words of the demo's talk, who says them, and in which shot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["Host", "Guest"]
Shot = Literal["title", "close", "left", "right", "story", "numbers", "rule", "sponsor", "end"]


@dataclass(frozen=True)
class Beat:
    """What one person says without a cut; the cut falls into the pause before it."""

    speaker: Speaker
    shot: Shot
    text: str
    pause_ms: int = 300
    """Silence before the first word."""


SCRIPT: tuple[Beat, ...] = (
    Beat(
        "Host",
        "title",
        "Welcome to Second Look, the show about small ideas with long shadows. "
        "This episode is a demonstration. The words are new, the voices are synthetic, "
        "and the picture is in the public domain.",
        1900,
    ),
    Beat(
        "Host",
        "left",
        "So let me begin with the big question. "
        "Why do experts fail at things a beginner would get right?",
        550,
    ),
    Beat(
        "Guest",
        "close",
        "Because nobody fails at the hard part. People fail at the boring part. "
        "When a job is hard, you pay attention. When you have done it nine hundred times, "
        "your hands run ahead and your mind stays home. That is the trap.",
        450,
    ),
    Beat(
        "Guest",
        "right",
        "Skill does not remove mistakes. It moves them to the places where you stopped looking.",
    ),
    Beat(
        "Host",
        "right",
        "Where did people first understand that?",
        700,
    ),
    Beat(
        "Guest",
        "left",
        "In an airplane that burned. It is 1935, and Boeing shows the army a new bomber, "
        "the most advanced machine in the country. It climbs, it stalls, and it crashes. "
        "Two men die. The pilot was one of the best alive. He had forgotten one lock on the tail.",
        450,
    ),
    Beat(
        "Guest",
        "story",
        "A newspaper called it too much airplane for one man to fly. "
        "Then the test pilots did something strange. They did not ask for more training. "
        "They wrote a list, short enough for one card.",
    ),
    Beat(
        "Guest",
        "close",
        "With that card, they flew nearly two million miles without one serious accident. "
        "Not better pilots. Not a better airplane. A piece of paper.",
    ),
    Beat(
        "Host",
        "right",
        "Fine, but that is a cockpit. Does it work anywhere else?",
        800,
    ),
    Beat(
        "Guest",
        "right",
        "It works in hospitals, and the numbers are hard to believe. "
        "A doctor in Baltimore wrote down five steps for placing one kind of tube. "
        "Every doctor already knew all five.",
        450,
    ),
    Beat(
        "Guest",
        "numbers",
        "And still, nurses saw somebody skip a step with one patient in three. "
        "So the nurses got permission to stop the doctor. "
        "Infections fell from eleven percent to almost zero.",
    ),
    Beat(
        "Guest",
        "close",
        "In about two years, one hospital avoided eight deaths and saved two million dollars. "
        "And nobody had to learn anything new. That is what I love about it.",
    ),
    Beat(
        "Host",
        "sponsor",
        "We will be right back. This episode is brought to you by Harbor Notebooks, "
        "the paper that lies flat. Use the code second look at checkout "
        "for ten percent off your first order.",
        900,
    ),
    Beat(
        "Host",
        "left",
        "Welcome back. Give me a mistake that still makes you laugh.",
        900,
    ),
    Beat(
        "Guest",
        "left",
        "A friend of mine flew four hours to give a talk about being prepared. "
        "She opened her bag in front of three hundred people. "
        "Her laptop was at home, on the kitchen table! "
        "They laughed, she laughed, and inside she wanted to vanish.",
        450,
    ),
    Beat(
        "Guest",
        "close",
        "That night she wrote three words on a card. Keys, charger, talk. "
        "That was eleven years ago, and she has not forgotten one of them since. "
        "A good list is not an insult to your brain. "
        "It is a gift from your calm self to your tired self.",
    ),
    Beat(
        "Host",
        "right",
        "What is the biggest mistake people make when they write one?",
        800,
    ),
    Beat(
        "Guest",
        "rule",
        "They write too much. If your list has thirty steps, "
        "you will be the first person to skip it. So here is the rule of five. "
        "Write down only the steps that are easy to skip and expensive to miss. Five, no more.",
        450,
    ),
    Beat(
        "Guest",
        "right",
        "Never write, be careful. Careful is not a step. "
        "And test your list when you are tired, because that is when you will need it.",
    ),
    Beat(
        "Host",
        "left",
        "Last question. If someone does one thing tonight, what should it be?",
        800,
    ),
    Beat(
        "Guest",
        "close",
        "Think of the last time you said, how could I be so stupid? "
        "You were not stupid. You were busy. "
        "Write down the one step that would have caught it, "
        "and put it where your eyes will be, not where your memory should be.",
        450,
    ),
    Beat(
        "Guest",
        "left",
        "On the door. On the lid. On the first page. "
        "Here is the secret nobody tells you. The goal is not to remember more. "
        "The goal is to need less memory.",
    ),
    Beat(
        "Host",
        "end",
        "That was Second Look. If you liked this conversation, subscribe, "
        "and send it to one friend who is always looking for their keys. "
        "Thank you for listening, and goodbye.",
        800,
    ),
)
"""In order. Facts: the Boeing Model 299 crash of 1935 and the checklist that followed it; Peter
Pronovost's checklist for central lines at Johns Hopkins."""
