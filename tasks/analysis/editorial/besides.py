"""Words and phrases of what is not the talk itself: sponsor reads, greetings, goodbyes, housekeeping,
and lines that recognisers make up. As in `lexicon`, lists and not weights."""

from __future__ import annotations

import re

from tasks.analysis.editorial.lexicon import phrases

SPONSOR = phrases(
    r"""(?:our|this|today's|show's|episode's|podcast's|another|first|next|other) sponsors?
    sponsor(?:ed|s)? (?:by|of (?:this|today|the (?:show|podcast|episode)))
    sponsor(?:ing|s)? (?:this|today's|the) (?:show|podcast|episode|video)
    brought to you by
    (?:promo|discount|coupon|offer) codes?
    use (?:the |my |our )?code
    (?:head|go|visit|sign up|log on)(?: over)? (?:to|at) (?:www\.)?[\w-]+(?: dot |\.)(?:com|org|io|co|net|ai|tv)\b.*
    [\w-]+(?: dot |\.)(?:com|org|io|co|net) slash .*
    link in the (?:description|show notes|bio)
    terms and conditions apply
    our (?:partners?|friends) at
    check them out at
    support for this (?:show|podcast|episode|program) comes from
    a (?:quick )?word from our
    (?:this|today's) (?:episode|show|video|podcast) is (?:supported|made possible|presented) by"""  # noqa: E501
)

SPONSOR_HINT = phrases(
    r"""(?:percent|%) off
    free trial
    free shipping
    money[- ]back guarantee
    no credit card
    cancel any ?time
    risk[- ]free
    sign up (?:today|now|for free)
    get started (?:today|now|for free)
    first (?:month|year|order|purchase)
    sponsors?
    promo"""
)
"""What guests say of their business too: it counts next to what only sponsors say."""

SPONSOR_END = phrases(
    r"""^(?:now,? |and |so |all right,? |okay,? )?(?:let's (?:get|go) )?back to
    (?:now |and now )?(?:let's get |getting |let's go |and we're |we're |okay,? |all right,? )?back to (?:the|our|my|this) (?:show|conversation|episode|interview|talk|story|guest|topic|program)
    and now,? back
    welcome back
    anyway"""  # noqa: E501
)

PROMOTION = phrases(
    r"""subscribe(?: to (?:the|our|my|this)| and (?:hit|leave|rate|share|follow|like)| on|[.!]?$)
    (?:hit|smash|click)(?: on)? (?:the|that) (?:bell|like|subscribe|button)
    leave (?:us |me )?a (?:rating|review|comment|like)
    rate (?:and|us|this)
    follow (?:us|me) on
    sign up for (?:our|my|the) newsletter
    (?:our|my) patreon
    tell your friends"""
)

INTRO = phrases(
    r"""welcome (?:back )?to
    welcome everyone
    welcome,? everybody
    my name(?:'s| is)
    i'm your host
    (?:in|on) (?:this|today's) (?:episode|show|video|talk|podcast|lecture)
    today(?:'s| we have| i have|,? i'm joined| we're joined| i'm here| we're talking| we are)
    my guest (?:today )?is
    joining (?:me|us) today
    hello,? (?:and welcome|everyone|everybody)
    hi,? (?:everyone|everybody|folks|guys)
    good (?:morning|evening|afternoon),? (?:everyone|everybody|and|ladies|folks)
    thanks? (?:you )?(?:so much )?for (?:joining|having|coming|being|doing)
    ladies and gentlemen"""
)

OUTRO = phrases(
    r"""thanks? (?:you )?(?:so much |very much |again |all )?for (?:listening|watching|joining|having|coming|being|doing|tuning|your time|your attention)
    see you (?:next|in the|soon|again|then)
    until next (?:time|week)
    that(?:'s| is) (?:all|it) for (?:today|now|this|me|us)
    that(?:'s| is) our show
    (?:good ?bye|bye[- ]bye|bye)
    where can (?:people|listeners|folks) find
    (?:take care|have a (?:good|great|nice) (?:day|night|one|week|weekend))
    stay tuned"""  # noqa: E501
)

MADE_UP = re.compile(
    r"^\W*(?:(?:thanks|thank you)(?: so much| very much)? for watching|subtitles? (?:by|provided by)\b.*"
    r"|(?:transcri(?:bed|ption)|captioned|captioning) (?:by|provided by)\b.*"
    r"|please subscribe(?: to .*)?|like and subscribe|.*\bamara\.org.*|untertitel(?:ung)? (?:der|im"
    r"|von|des)\b.*"
    r"|sous-titr(?:es|age)\b.*|subt[íi]tulos (?:por|realizados|de)\b.*|legendas? (?:por|pela)\b.*)\W*$",
    re.IGNORECASE,
)
"""What recognisers write over silence and music, because film captions end so: whole sentences, in any
language."""

HOUSEKEEPING = phrases(
    r"""next slide
    housekeeping
    (?:q (?:and|&) a|chat|question) box
    (?:the )?recording will be
    (?:the )?slides (?:are|will be) (?:on|in|available|sent|shared)
    put your phones away
    (?:another|a) (?:minute|moment|couple of minutes) to join
    can (?:you|everyone|everybody) (?:hear|see) me
    (?:you're|you are|i'm) (?:all )?(?:on )?mute[d]?
    share my screen
    the agenda
    (?:before|where) we (?:start|begin|get started|dive in)
    let's (?:get started|move on|take a break)
    any (?:other )?questions
    as i said (?:before|earlier)
    microphones?
    the meeting"""
)

OPENING = re.compile(f"{INTRO.pattern}|{HOUSEKEEPING.pattern}", re.IGNORECASE)
"""What opens a recording."""
