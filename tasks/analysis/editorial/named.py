"""What is written with a capital letter wherever it stands, in English: days, places, peoples,
first names.

Lists, not rules; what means something else in small letters (`may`, `turkey`, `mark`) is not in them.
"""

from __future__ import annotations

from tasks.analysis.editorial.lexicon import words

CAPITAL = words(
    """
    i i'm i've i'd i'll
    monday tuesday wednesday thursday friday saturday sunday january february april june july
    september october november december christmas easter halloween thanksgiving hanukkah ramadan
    english german french spanish italian dutch swedish danish norwegian finnish russian ukrainian
    greek turkish chinese japanese korean indian african american european asian british irish
    scottish welsh canadian mexican brazilian australian israeli iranian iraqi syrian egyptian
    vietnamese arabic hebrew latin hindi mandarin portuguese catholic christian jewish muslim
    buddhist republican republicans democrat democrats congress pentagon kremlin
    america americans europe africa asia australia antarctica england britain scotland wales ireland
    france germany spain italy portugal netherlands belgium switzerland austria poland ukraine russia
    sweden norway denmark finland iceland greece israel palestine iran iraq syria lebanon egypt
    china japan korea india pakistan afghanistan bangladesh vietnam thailand indonesia philippines
    malaysia singapore taiwan canada mexico brazil argentina chile colombia venezuela peru cuba
    nigeria kenya ethiopia ghana morocco algeria tanzania uganda
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii
    idaho illinois indiana iowa kansas kentucky louisiana maryland massachusetts michigan minnesota
    mississippi missouri montana nebraska nevada oklahoma oregon pennsylvania tennessee texas utah
    vermont virginia wisconsin wyoming washington manhattan brooklyn hollywood
    london paris berlin munich hamburg vienna zurich geneva rome milan madrid barcelona lisbon
    amsterdam brussels copenhagen stockholm oslo helsinki warsaw prague budapest athens istanbul
    moscow kyiv jerusalem cairo johannesburg nairobi lagos delhi mumbai bangalore beijing shanghai
    tokyo seoul sydney melbourne toronto montreal vancouver boston chicago houston dallas atlanta
    seattle denver detroit philadelphia miami baltimore cleveland pittsburgh minneapolis albany
    google facebook instagram twitter youtube netflix microsoft tesla wikipedia linkedin reddit
    spotify uber airbnb intel nvidia toyota boeing disney
    """
)
ACRONYMS = words(
    "usa fbi cia nsa irs nasa nato fda epa cdc nih doj cnn nbc abc cbs bbc mit nyu ucla ceo "
    "cfo cto coo ai "
    "api dna rna tv pc cpu gpu usb gps hiv covid nba nfl mlb ufo ipo mba gdp nyc uk eu un ibm "
    "bmw aws sql "
    "html css json http url pdf diy faq fyi iq hr pr"
)
"""Those that are no words as well, such as `it` and `us`."""
ALWAYS: dict[str, str] = {
    **{word: word[:1].upper() + word[1:] for word in CAPITAL},
    **{word: word.upper() for word in ACRONYMS},
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "covid": "Covid",
    "iphone": "iPhone",
}
"""A word in small letters to how it is written."""
FIRST_NAMES = words(
    """
    aaron abigail adam adrian aisha alan albert alejandro alex alexander alexandra alexis alice
    alicia allison amanda amelia amy ana andrea andrew andy angela anna anne annie anthony antonio
    arthur ashley barbara ben benjamin bernard beth betty bob bobby brandon brenda brian bruce bryan
    caitlin cameron carl carla carlos carmen caroline catherine cathy charles charlie charlotte
    chloe chris christina christine christopher cindy claire claudia colin connor craig cynthia
    dan daniel daniela danielle danny dave david deborah debra dennis diana diane diego donald donna
    dorothy doug douglas edward eileen elaine elena eleanor elizabeth ellen emily emma eric erica
    erin ethan eugene eva evan evelyn fatima felix fernando fiona francis francisco frank fred
    gabriel gareth gary george gerald gloria gordon greg gregory hannah hans harold harry harvey
    heather helen henry howard hugo ian igor ingrid isaac isabel isabella jacob jake james jamie
    jane janet jason javier jeff jeffrey jennifer jenny jeremy jerry jesse jessica jill jim jimmy joan
    joe joel johannes john johnny jon jonathan jordan jorge jose joseph josh joshua juan judith julia
    julian julie justin karen karl kate katherine kathleen kathy katie keith kelly ken kenneth kevin
    kim kimberly klaus kyle larry laura lauren laurie lawrence lena leo leon leonard linda lisa louis
    louise lucas lucia lucy luis luke lydia madison manuel marcus margaret maria marie mario marina
    marion martha martin mary matt matthew maureen megan melanie melissa michael michelle miguel mike
    miranda mohammed monica nancy naomi natalie natasha nathan neil nicholas nick nicolas nicole nina
    noah nora norman oliver olivia oscar pablo pamela patricia patrick paul paula pedro peter philip
    phil phillip pierre priya rachel ralph ramon raymond rebecca ricardo richard rick robert roberto
    robin rodrigo roger ronald rosa ross roy russell ruth ryan sally sam samantha samuel sandra sara
    sarah scott sean sebastian sergio shannon sharon sheila simon sofia sophia sophie stacy stanley
    stefan stephanie stephen steve steven stuart susan suzanne sven sylvia tara ted teresa theodore
    theresa thomas tiffany tim timothy tina todd tom tommy tony tracy travis tyler valerie vanessa
    veronica victoria vincent vladimir walter wayne wendy wesley william zach zoe
    """
)
