"""Invented newsletter blocks, related lists and author notes, put into training pages with and without markup.

News pages label such blocks with class names often enough that a model learns to trust the names; these teach it to
read the text too. Every name, outlet and sentence here is made up.
"""

import random

from lxml import html
from lxml.html import HtmlElement

FIRST = (
    "Mara",
    "Owen",
    "Lucia",
    "Tobias",
    "Priya",
    "Hamish",
    "Ingrid",
    "Kwame",
    "Elena",
    "Rupert",
    "Aiko",
    "Declan",
    "Noor",
    "Stefan",
    "Wanda",
    "Yusuf",
    "Carla",
    "Bram",
    "Odile",
    "Femi",
)
LAST = (
    "Ellwood",
    "Brandt",
    "Okafor",
    "Lindqvist",
    "Marsh",
    "Delgado",
    "Petrov",
    "Quill",
    "Hartono",
    "Vance",
    "Sato",
    "Moreau",
    "Kessler",
    "Adeyemi",
    "Rourke",
    "Farrow",
)
OUTLET = (
    "Signal Weekly",
    "The Mast",
    "Band & Carrier",
    "Netzblick",
    "Tower Post",
    "The Harbour Times",
    "Lineside",
    "Morning Relay",
)
TOPIC = (
    "spectrum auctions",
    "mobile operators",
    "chip makers",
    "consumer gadgets",
    "fibre networks",
    "local politics",
    "the energy market",
    "football",
    "satellites",
    "privacy law",
    "start-ups",
    "banking",
    "climate science",
    "schools",
    "open networks",
    "cloud software",
    "health care",
    "film",
    "transport",
    "artificial intelligence",
    "housing",
    "cyber security",
    "the defence industry",
    "travel",
)
PLACE = (
    "Leeds",
    "Rotterdam",
    "Austin",
    "Nairobi",
    "Lyon",
    "Gdansk",
    "Osaka",
    "Cork",
    "Malmo",
    "Toronto",
    "Pune",
    "Lagos",
    "Bristol",
    "Oslo",
)
HOBBY = (
    "climbing",
    "old radios",
    "long-distance cycling",
    "baking bread",
    "bad science fiction",
    "collecting maps",
    "her two whippets",
    "five-a-side football",
    "restoring pinball machines",
    "wild swimming",
    "chess",
    "growing tomatoes",
    "vinyl records",
    "hiking with the family",
)

NEWSLETTER_HEAD = (
    "Sign up for our newsletter",
    "Get {outlet} in your inbox",
    "Never miss a story",
    "Stay in the loop",
    "Join our mailing list",
    "The {outlet} briefing",
    "Want more like this?",
    "Subscribe to {outlet}",
    "Don't miss out",
    "Your weekly dose of {topic}",
    "Keep up with {topic}",
    "Be the first to know",
    "SUBSCRIBE NOW",
    "GET THE DAILY BRIEFING",
    "JOIN OUR COMMUNITY",
    "FREE WEEKLY EMAIL",
    "Follow us",
    "Enjoying this article?",
    "Become a member",
    "Newsletter abonnieren",
    "Abonnez-vous à notre lettre",
    "Suscríbete a nuestro boletín",
    "Download our app",
    "Support our work",
    "Morning update",
    "SIGN UP",
    "Get the best of {outlet}",
    "Like what you're reading?",
    "Breaking news alerts",
    "Join us on WhatsApp",
    "Try {outlet} for free",
)
NEWSLETTER_LINE = (
    "Get the top stories on {topic} sent to you every {when}.",
    "All you need to know about {topic}, delivered every {when}.",
    "Our editors pick the stories that matter and send them to your inbox.",
    "Enter your email address to receive our {when} roundup of {topic}.",
    "By signing up you agree to our terms of use and privacy notice.",
    "You can unsubscribe at any time.",
    "News, analysis and opinion on {topic}, once a week.",
    "The essential reading on {topic}, from the people at {outlet}.",
    "Join {n} readers who start their day with {outlet}.",
    "Fresh ideas, sharp comment and the odd joke: it's the email you'll want to open.",
    "Follow {outlet} on social media for more on {topic}.",
    "Sign up here for our free {when} email on {topic}.",
    "Subscribe today and read every article with no adverts.",
    "Like our page to see more {topic} in your feed.",
    "Don't forget to follow us for updates on {topic}.",
    "Thanks for signing up! Please check your inbox to confirm.",
    "Love {topic}? Our {when} letter has you covered.",
    "Click here to get {outlet} straight to your phone.",
    "Our {when} podcast on {topic} is available wherever you listen.",
    "Have a story about {topic}? Email our newsdesk.",
    "Your guide to {topic}, every {when}.",
    "Expert insight on {topic} in five minutes a day.",
    "The week in {topic}, without the noise.",
    "Free. No spam, ever.",
    "Want to know what is next for {topic}? Read our letter and find out.",
    "Register now for full access to {outlet}'s coverage of {topic}.",
    "Der tägliche Überblick über alles, was wichtig ist: kostenlos in Ihr Postfach.",
    "Recevez chaque matin l'essentiel de l'actualité.",
    "Recibe cada semana lo mejor de nuestra redacción.",
    "Latest headlines, deals and guides, direct from {outlet}.",
    "Catch up with {topic} and more in our {when} digest.",
    "Stay ahead with the news, reviews and offers that {outlet} readers love.",
    "Reporting like this is paid for by readers. Please consider a gift.",
)
RELATED_HEAD = (
    "Related",
    "Related stories",
    "Read more",
    "Read next",
    "More on {topic}",
    "See also",
    "You may also like",
    "Recommended",
    "In case you missed it",
    "Most read",
    "Editor's picks",
    "More from {outlet}",
    "Further reading",
    "Also on {outlet}",
    "Mehr zum Thema",
    "Lesen Sie auch",
    "Lire aussi",
    "Trending",
    "Don't miss",
    "Elsewhere",
)
RELATED_LINE = (
    "What is {topic}? A short guide",
    "Why {topic} will matter next year",
    "How {last} lost the fight over {topic}",
    "{place} bets on {topic}",
    "The ten best books on {topic}",
    "{last} sues rival over {topic}",
    "Everything you need to know about {topic}",
    "{topic} explained in five charts",
    "Inside {place}'s plan for {topic}",
    "Opinion: we are wrong about {topic}",
    "Five questions about {topic}, answered",
    "{place} council backs {topic} scheme",
    "{last}: 'I was wrong about {topic}'",
    "Review: a week in {place}",
    "Who is {first} {last}?",
    "The winners and losers of {topic}",
    "Live: {topic} and more",
    "Can {place} still lead in {topic}?",
    "Regulator opens inquiry into {topic}",
    "Our pick of the best {topic} deals",
    "{topic}: fact and fiction",
    "{first} {last} to step down",
    "Timeline: {topic} since 2010",
)
BIO = (
    "{first} {last} covers {topic} for {outlet}.",
    "{first} {last} is a {role} at {outlet}, based in {place}. {She} writes about {topic}.",
    "{first} has reported on {topic} for {years} years and is fond of {hobby}.",
    "{first} is a freelance {role} with a passion for {topic} and {hobby}.",
    "{first} {last} joined {outlet} in 20{nn} after a law degree. When not writing about {topic}, {she} likes chess.",
    "Based in {place}, {first} has spent a decade following {topic}. {Her} work has won several awards.",
    "{first} first became interested in {topic} at school. These days {she} "
    "writes about little else, and {hobby} fills what time is left.",
    "About the author: {first} {last} is {outlet}'s {topic} {role}.",
    "{first} {last} is the author of three books on {topic}. {She} lives in {place} with too many cats.",
    "{first} fell in love with {topic} years ago and has been writing on it ever since. {She} also likes chess.",
    "{first} {last} writes on {topic}. Reach {her} at {first}@{place}.example or follow @{first}{last}.",
    "{first} {last} ist {role} bei {outlet} und schreibt über {topic}.",
    "{first} {last} écrit sur {topic} pour {outlet} depuis 20{nn}.",
    "Before {outlet}, {first} worked for a bank in {place}, and learned to read accounts. {She} now covers {topic}.",
    "{first}'s reporting on {topic} has appeared in {outlet} and on local radio. {She} studied physics in {place}.",
    "A keen follower of {topic}, {first} spends weekends with {hobby}.",
    "{first} {last} is {role} for {topic}, and has {years} years of experience. {Her} first job was in {place}.",
)
ROLE = (
    "reporter",
    "senior editor",
    "correspondent",
    "columnist",
    "staff writer",
    "contributing editor",
    "journalist",
    "Redakteur",
    "analyst",
)
WHEN = ("morning", "week", "Friday", "day", "evening", "Monday", "month")
LABELS = {
    "newsletter": ("newsletter-signup", "nl-box", "subscribe", "mailing-form", "cta-block", "signup__wrap"),
    "related": ("related-articles", "recirc", "more-stories", "read-also", "recommended", "also-read"),
    "bio": ("author-bio", "about-author", "contributor", "writer-profile", "byline-footer", "author-box"),
}


def fill(template: str, dice: random.Random) -> str:
    """A template with a random choice in each slot."""
    she, her = dice.choice((("she", "her"), ("he", "his"), ("they", "their")))
    line = template.format(
        first=dice.choice(FIRST),
        last=dice.choice(LAST),
        outlet=dice.choice(OUTLET),
        topic=dice.choice(TOPIC),
        place=dice.choice(PLACE),
        hobby=dice.choice(HOBBY),
        role=dice.choice(ROLE),
        when=dice.choice(WHEN),
        years=dice.randrange(3, 30),
        nn=dice.randrange(10, 26),
        n=f"{dice.randrange(2, 90)},000",
        she=she,
        She=she.capitalize(),
        her=her,
        Her=her.capitalize(),
    )
    return line[0].upper() + line[1:]


def insert_blocks(paragraphs: list[HtmlElement], dice: random.Random) -> set[HtmlElement]:
    """Put a newsletter block, a related list and an author note among a story's paragraphs; returns what was put in."""
    put: list[HtmlElement] = []
    spots = [p for p in paragraphs[:-1] if p.getparent() is not None] or paragraphs
    last = paragraphs[-1]
    for kind, spot in (
        ("bio", last),
        ("related", dice.choice((last, dice.choice(spots)))),
        ("newsletter", dice.choice(spots)),
    ):
        if dice.random() < 0.85:
            put += _insert(spot, kind, dice)
    return set(put)


def _insert(spot: HtmlElement, kind: str, dice: random.Random) -> list[HtmlElement]:
    elements = [html.fragment_fromstring(source) for source in _sources(kind, dice)]
    like = spot.get("class")
    if like and dice.random() < 0.5:
        for element in elements:
            if element.tag == spot.tag:
                element.set("class", like)
    style = dice.random()
    if style < 0.55:
        put = elements
    else:
        box = html.Element(dice.choice(("div", "div", "section", "aside")))
        if style > 0.8:
            box.set("class", dice.choice(LABELS[kind]))
        box.extend(elements)
        put = [box]
    for element in reversed(put):
        spot.addnext(element)
        if element.tail:
            element.tail = None
    return put


def _sources(kind: str, dice: random.Random) -> list[str]:
    if kind == "newsletter":
        head, lines = (
            fill(dice.choice(NEWSLETTER_HEAD), dice),
            [fill(dice.choice(NEWSLETTER_LINE), dice) for _ in range(dice.choice((1, 1, 1, 2, 3)))],
        )
        head = head.upper() if dice.random() < 0.3 else head
        tag = dice.choice(
            (
                "<p>{}</p>",
                "<p><strong>{}</strong></p>",
                "<h3>{}</h3>",
                "<h4>{}</h4>",
                "<p><b>{}</b></p>",
                "<div>{}</div>",
            )
        )
        return ([tag.format(head)] if dice.random() < 0.8 else []) + [
            dice.choice(("<p>{}</p>", "<p>{}</p>", "<p><em>{}</em></p>", '<p><a href="/go">{}</a></p>')).format(x)
            for x in lines
        ]
    if kind == "related":
        lines = [fill(dice.choice(RELATED_LINE), dice) for _ in range(dice.randrange(1, 6))]
        head = [
            dice.choice(("<p>{}</p>", "<h3>{}</h3>", "<p><strong>{}</strong></p>", "<h2>{}</h2>")).format(
                fill(dice.choice(RELATED_HEAD), dice)
            )
        ]
        links = [f'<a href="/s/{dice.randrange(9999)}">{x}</a>' for x in lines]
        shape = dice.random()
        if shape < 0.6:
            body = ["<ul>" + "".join(f"<li>{x}</li>" for x in links) + "</ul>"]
        elif shape < 0.8:
            body = [f"<p>{x}</p>" for x in links]
        else:
            body = [f"<p><strong>{fill(dice.choice(RELATED_HEAD), dice)}: {x}</strong></p>" for x in links[:1]]
            head = []
        return (head if dice.random() < 0.6 else []) + body
    return [
        dice.choice(("<p>{}</p>", "<p>{}</p>", "<p><em>{}</em></p>", "<div>{}</div>", "<p><i>{}</i></p>")).format(
            fill(dice.choice(BIO), dice)
        )
    ]
