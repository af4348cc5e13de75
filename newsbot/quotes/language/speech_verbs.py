"""Words that join reported speech to its cue."""

from newsbot.quotes.language.cues import inflections
from newsbot.quotes.language.words import words

JOINTS = words("that whether if how why what")
"""What begins a content clause."""

BARE = inflections(
    "add note claim argue insist suggest acknowledge admit announce report warn confirm predict allege concede tweet "
    "complain explain charge declare maintain assert estimate promise testify joke recall"
) | words("say says said saying tell tells told telling")
"""Verbs that a content clause follows without "that"."""

STATES = (
    BARE
    | inflections(
        "conclude reveal reply respond deny vow assure remind inform agree stress contend indicate mention point "
        "emphasize emphasise observe remark state disclose pledge propose recommend continue counter reiterate repeat "
        "caution affirm comment answer relate stipulate clarify speculate theorize demand urge"
    )
    | words("write writes wrote written writing")
)
"""Verbs whose content clause may stand before them, and begins with "that" behind them."""

ASKS = inflections(
    "urge ask order instruct advise warn call demand encourage request remind challenge promise vow pledge threaten "
    "offer refuse decline agree propose implore direct invite press"
) | words("tell tells told telling beg begs begged begging")
"""Verbs that "somebody to do something" or "to do something" follows."""

NAMES = inflections("cite mention describe propose call criticize criticise praise blame condemn denounce blast")
"""Verbs that what was said follows as a noun phrase; after "call" with "for"."""

LISTENED = words("tell tells told telling inform informs informed remind reminds reminded assure assures assured")
"""Verbs that the listener follows."""

LISTENERS = words("reporters journalists supporters voters them him her us me you lawmakers viewers investors analysts")

ADJUNCTS = words(
    "in on at during after before to via through from with by under over of for about as among amid since until "
    "against while because despite between into without"
)
"""What begins a phrase of where, when, why and to whom."""

OCCASIONS = words(
    "statement interview tweet letter speech report email e-mail conference briefing call rally hearing filing post "
    "blog memo release message note television twitter facebook debate meeting testimony reporters"
)
"""Where and how something is said."""

NO_SUBJECT = words(
    "so goodbye hello little yes who whose which last next earlier later morning evening afternoon and but "
    "or when where again more less much here then"
)
"""Words that no content clause begins with."""

CUTS = words("and but though although while whereas")
"""What begins a second clause that is not part of what was said."""

FINITE = words(
    "is are was were has have had will would can could should must may might do does did isn't aren't wasn't weren't "
    "hasn't haven't hadn't won't wouldn't can't couldn't shouldn't doesn't don't didn't cannot"
)
"""Finite verbs that are recognised by themselves."""
