"""Words and phrases that editors listen for, in English. Lower case; matched on whole words.

Lists, not weights: what a hit is worth is decided where it is used.
"""

from __future__ import annotations

import re


def phrases(text: str) -> re.Pattern[str]:
    """One pattern for phrases given one on a line; they match between word edges, in any case."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines() if line.strip()]
    return re.compile(r"(?<![\w'])(?:" + "|".join(lines) + r")(?![\w'])", re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


STOPWORDS = words(
    """
    a about above after again against all almost also although always am an and any are aren't
    as at be because been before being below between both but by can can't cannot could couldn't
    did didn't do does doesn't doing don't down during each either else even ever every few for
    from further get gets getting go goes going gonna gone got had hadn't has hasn't have
    haven't having he he's her here here's hers herself him himself his how however i i'd i'll
    i'm i've if in into is isn't it it's its itself just kind know let let's like little lot
    lots made make makes many may maybe me mean might more most much must my myself no nor not
    now of off oh ok okay on once one ones only or other others our ours ourselves out over own
    perhaps pretty put quite rather really right said same say says see she she's should
    shouldn't since so some somebody someone something sort still such take than that that's the
    their theirs them themselves then there there's these they they're they've thing things
    think this those though three through thus to too two uh uhm um under until up upon us use
    used very want wants was wasn't way we we'd we'll we're we've well went were weren't what
    what's when where whether which while who who's whole whom whose why will with within
    without won't would wouldn't yeah yep yes yet you you'd you'll you're you've your yours
    yourself hmm mm mhm mm-hmm uh-huh huh actually basically literally anyway alright come back
    look good new first last time people day
    """
)

BACKCHANNEL = words(
    """
    yeah yes yep yup no nope right okay ok sure mm hmm mm-hmm mhm uh-huh huh wow oh ah uh um
    cool great exactly absolutely totally true thanks thank you indeed so well good nice alright
    i see of course got it wonderful really interesting hm
    """
)

FILLER = phrases(
    r"""u+h+m?
    u+m+
    er+m?
    you know
    i mean
    kind of
    sort of
    or whatever
    and stuff
    basically
    literally
    like i said"""
)

CONNECTIVE = words(
    """
    and but so because or nor which also then therefore however otherwise plus yet
    """
)

TWICE = words("very really so no far much many had that")
"""These may be said twice on purpose, or in good grammar."""

VOWELLESS = words(
    "mr mrs ms dr st tv pc cd dvd hr pr kg km cm mm hz mph rpm phd vs ph pdf gps html xml sql"
)
"""Words that have no vowel and are whole."""

REFERENCE = words(
    """
    he she they him her them his hers their theirs it its it's he's she's they're they've they'd
    they'll he'd she'd he'll she'll it'll it'd this that these those that's such both neither
    """
)
"""Words that point at something said before, unless it is named earlier in the sentence."""

PLEONASTIC = re.compile(
    r"^(?:(?:and|but|so|well|now|because|okay|oh|yeah|yes|no|look|see|actually)[,\s]+)*"
    r"(?:it(?:'s| is| was| will be|'ll be| would be| has been|'s been)?(?: \w+)? "
    r"(?:turns out|turned out|takes|took|seems|depends|important|possible|impossible|hard|easy|"
    r"clear|true|time|worth|better|best|funny|interesting|amazing|crucial|difficult|raining|late|"
    r"not|no|a lot|been|all about|okay|not about|never)\b"
    r"|(?:this|these) (?:is|are) (?:a|an|the|my|our|what|where|how)\b"
    r"|this (?:year|week|month|morning|summer|winter|time|country|world|company|book|show)\b"
    r"|that (?:said|being said)\b"
    r"|those (?:who|of (?:you|us))\b"
    r"|both \w+ and\b)",
    re.IGNORECASE,
)
"""Starts that look like a reference and are none."""

DETERMINER = words(
    """
    the a an my our your every each some most many several few one two three four five six seven
    eight nine ten no any all another
    """
)

CLAIM = phrases(
    r"""the (?:truth|reality|fact|problem|secret|key|trick|answer|reason|point|lesson|real|biggest|most|best|worst|only|first|single|number one)
    (?:we|i|they|people|you|it) (?:found|discovered|realized|realised|learned|learnt|proved|showed)
    (?:turns|turned) out
    in fact
    (?:never|always|nobody|everybody|everyone|nothing|everything|no one)
    (?:needs?|must|should|ought)
    (?:means|matters?|works?|fails?|causes?|changes?|changed)
    here's (?:the|what|why|how|a)
    (?:that's|this is|which is|that is) (?:why|how|what|when|where)
    (?:i|we) (?:believe|think|argue|bet|promise|guarantee)
    more than
    less than
    the more
    if you"""  # noqa: E501
)

CONTRAST = phrases(
    r"""but
    however
    instead
    although
    even though
    whereas
    despite
    except
    not (?:because|just|only|about|that|the)
    rather than
    on the other hand
    the opposite
    contrary
    yet
    unlike
    actually"""
)

STORY = phrases(
    r"""(?:when|once|one day|the day|the night|that day|years ago|months ago|weeks ago|last (?:year|week|night|month|summer|winter))
    i remember
    (?:i|we|he|she|they) (?:was|were|went|came|told|said|asked|called|walked|looked|started|decided|thought|knew|got|saw|met|lost|found|built|bought|sold|left|moved|woke|sat|stood|drove|wrote)
    (?:suddenly|finally|eventually|at first|in the end|by the time|as soon as)
    (?:my|our|his|her) (?:father|mother|dad|mom|mum|wife|husband|son|daughter|brother|sister|boss|teacher|friend|grandmother|grandfather|family|kids?)"""  # noqa: E501
)

LESSON = phrases(
    r"""(?:that's|that is|this is) (?:why|how|what|when|the)
    (?:the|my) (?:lesson|moral|point|takeaway|bottom line|conclusion)
    (?:so|and) (?:the|that|now|in the end|ever since)
    (?:in the end|at the end of the day|to this day|ever since|from then on|ultimately)
    what (?:i|we) (?:learned|learnt|realized|found)
    which means
    it (?:changed|taught|saved|worked|made)"""
)

EMOTION = phrases(
    r"""(?:love|loved|hate|hated|afraid|scared|terrified|fear|proud|ashamed|angry|furious|cried|cry|crying|laugh|laughed|laughing|heartbroken|happy|happiest|sad|joy|pain|painful|hurt|hurts|grief|died|death|dying|killed|alone|lonely|hope|hopeless|dream|dreamed|dreams|amazing|incredible|unbelievable|crazy|insane|shocked|shocking|surprised|surprising|beautiful|horrible|terrible|awful|devastated|devastating|miracle|excited|exciting|embarrassed|embarrassing|jealous|regret|guilty|brave|courage|risk|danger|dangerous|fail|failed|failure|lost|win|won|fight|fought|war|broke|broken|ruined|saved|free|freedom)"""
)

LAUGHTER = re.compile(r"\b(?:ha(?:ha)+|laugh(?:s|ter|ing)?|chuckl\w+)\b", re.IGNORECASE)

TIMES = words(
    "morning evening afternoon night day week month year summer winter spring autumn time "
    "moment hour minute "
    "monday tuesday wednesday thursday friday saturday sunday weekend january february march "
    "april june july "
    "august september october november december"
)
"""Say when, and not who."""

SHIFT = phrases(
    r"""let's (?:talk|start|go back|shift|switch|dig|move|jump|turn|come)(?: a (?:little )?(?:bit )?)? .*
    (?:next|last|final|first|another|one (?:more|last|final)) question
    (?:there's|here's|we have|i have) (?:another|one|a question)(?: more| last)? (?:in the chat )?from
    moving on
    (?:switching|shifting) gears"""
)
"""Turns a conversation to something else."""

META = phrases(
    r"""podcasts?
    (?:this|our|the) (?:episode|show|conversation|interview|discussion)
    (?:great|good|interesting|excellent|last|next|final|follow[- ]?up) question
    (?:i|we) (?:wanted|want|would love|i'd love) to (?:ask|talk|chat|touch|start|go back|circle back)
    let's (?:talk|start|go back|shift|switch|dig|move|jump)
    (?:we|i) (?:talked|talk|chatted|spoke|mentioned|said) (?:about|earlier|before)
    (?:you|we|i) mentioned
    (?:listeners|audience|guests?)
    coming on
    having me"""
)
"""Talk about the talk."""

ADVICE = phrases(
    r"""(?:you|we|people|they|i) (?:should|need to|have to|must|can't|shouldn't|don't have to|got to)
    (?:don't|stop|start|never|always|make sure|remember|try to|focus on|think about)
    the (?:best|only|right|first|easiest|hardest) (?:way|thing|time|place|step)
    if (?:you|you're|i|we)"""
)

SUPERLATIVE = phrases(
    r"""(?:best|worst|biggest|greatest|hardest|easiest|fastest|smartest|most|least|number one|huge|massive|incredibly|extremely|by far)"""  # noqa: E501
)

PRAISE = phrases(
    r"""wow
    (?:i )?love (?:that|this|it)
    (?:that's|that is|what a|such a|it's) (?:so |really |an? )*(?:amazing|incredible|great|awesome|fascinating|powerful|beautiful|good|wild|crazy|hilarious|funny|interesting|wonderful|brilliant|insane|profound)
    (?:so|very) (?:good|true|powerful|well said)
    amazing
    incredible
    fascinating
    no way
    oh my (?:god|gosh|goodness)
    that makes (?:so much|a lot of|total) sense
    ha(?:ha)+"""  # noqa: E501
)
"""What a listener says when something struck."""

SECOND_PERSON = phrases("(?:you|your|you're|you'll|you've|yourself|yours)")
FIRST_PERSON = phrases("(?:i|i'm|i've|i'd|i'll|my|me|we|we're|we've|our|us)")
ABSOLUTE = phrases(
    "(?:never|always|nobody|everybody|everyone|nothing|everything|only|every|all|none|ever|best|"
    "worst|biggest|first|last|impossible|completely|entire|forever|most)"
)
NUMBER = re.compile(
    r"(?<![\w.])(?:[$€£]?\d[\d,.]*%?)|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred|thousand|million|billion|trillion|percent|half|double|triple|twice)\b",
    re.IGNORECASE,
)
PROMPT = re.compile(
    r"^(?:(?:and|but|so|okay|well|now|then|please|just),? )*"
    r"(?:(?:take|walk|talk|bring) (?:me|us)\b|tell (?:me|us)\b(?! (?:that|to|if|they|he|she|it|i"
    r"|we)\b))",
    re.IGNORECASE,
)
"""Asks without a question: `Take me to your first rescue.`"""
QUESTION_OPENING = re.compile(
    r"^(?:(?:and|but|so|okay|well|now|yeah|um|uh) )*(?:"
    r"(?:what|why|how|who|whom|whose|when|where)(?:'s|'re|'d|'ll| is| are| was| were| do| does| did"
    r"| don't"
    r"| doesn't| didn't| can| could| can't| would| wouldn't| will| should| have| has| had| might)\b"
    r"(?!.* (?:is|was) that\b)"
    r"|how (?:many|much|long|often|far|old|big|come|about)\b|what (?:about|if|kind of|sort of|else)\b"
    r"|what happen(?:ed|s)\b(?! (?:is|was|next is)\b)|which (?:one|of)\b|why not\b"
    r"|(?:do|did|don't|didn't|have|haven't|are|aren't|were|can|can't|could|would|will|won't"
    r"|should) you\b"
    r"|(?:is|isn't|was|wasn't|does|doesn't|did|has|can|could|would|will) (?:it|that|there|this|he"
    r"|she|anyone"
    r"|anybody|everyone|everybody|someone|somebody)\b"
    r"|(?:are|were|do|did|have) (?:they|there|these|those|people)\b"
    r"|(?:should|shall|can|could|may) (?:we|i)\b)",
    re.IGNORECASE,
)
"""Where there is no punctuation: `what do you`, and not `what I do`, `when I was`."""
