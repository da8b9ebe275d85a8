"""Talk about the talk, and words for those who are there: `shall we move on`, `I was just saying`.

Whoever sees a clip has no part in it, so that it neither begins nor is called like this.
"""

from __future__ import annotations

import re

from tasks.analysis.editorial import besides, lexicon

AMONG = 12
"""Words of a sentence within which it shows."""
ASIDE = re.compile(
    r"(?:(?:there|here) we go|next slide|next one|sorry|excuse me|hold (?:on|that)|hang on|wait|"
    r"let me (?:back up|see|look|just|think|check|finish)|thank you|thanks|"
    r"go ahead|please|where was i|as i (?:said|was saying))\b",
    re.IGNORECASE,
)
"""Openings said to those who are there, and to nobody else."""
WILL = r"(?:i'll|we'll|(?:i|we) will|(?:i'm|i am|we're|we are|i was|we were) (?:going to|gonna)|(?:i|we) (?:want|wanted|need|have|had)(?: to)|(?:i'd|we'd|i would|we would) like to|let me|let us|let's)"  # noqa: E501
SOON = r"(?:(?:just|also|now|then|first|next|quickly|briefly) )*"
PROCEEDS = lexicon.phrases(
    rf"""{WILL} {SOON}(?:move|go|carry|come|get|jump) (?:on|back|ahead)(?: to)?
    {WILL} {SOON}(?:go (?:through|over)|wrap up|sum up|summari[sz]e|recap|hand over|discuss|present)
    {WILL} {SOON}(?:start|begin|finish|close|end) (?:with|by|off|up|here|there)
    {WILL} {SOON}(?:talk (?:a (?:little )?(?:bit )?)?about|say something|mention|be (?:brief|quick))
    (?:shall|should|can|could|may) (?:we|i) {SOON}(?:move on|go on|go back|start|begin|continue|proceed|wrap up|stop here|ask|add|interrupt|jump in)
    (?:i was|i'm|i am|we were) (?:just )?(?:saying|about to say|thinking out loud|wondering (?:if|whether) (?:you|we))
    i was (?:just )?(?:going to|gonna) (?:say|ask|mention)
    (?:where|what) (?:was i|were we)(?: saying| at)?
    (?:we|i)(?:'ve)? {SOON}(?:only )?(?:have|got)(?: got)? (?:about |only )?[\w-]+(?: [\w-]+)? (?:minutes|seconds)(?: left)?
    (?:the|our|this|next) (?:next )?(?:slide|agenda|meeting|agenda item)
    (?:can|could|do|did) (?:you|everybody|everyone) (?:all )?(?:hear|see|repeat|follow|say that|explain that)
    (?:do you|you) (?:know|see) what i mean
    does that (?:make sense|answer)
    (?:here|there) (?:you|we) (?:can )?see
    (?:if|when|now|so) i click
    (?:can you|you can|as you can) see (?:it|that|this|my|here)
    (?:any|more) (?:other |more |further )?(?:comments|thoughts|remarks|suggestions)
    anything else
    before (?:i|we) (?:forget|start|begin|go on)"""  # noqa: E501
)
"""What the talk itself is going to do."""


def about_talk(text: str) -> bool:
    """Whether a sentence says, among its first words, what the talk is about to do, or turns to those
    who are there."""
    opening = " ".join(text.replace("’", "'").split()[:AMONG])
    patterns = (besides.HOUSEKEEPING, PROCEEDS)
    return bool(ASIDE.match(opening)) or any(pattern.search(opening) for pattern in patterns)
