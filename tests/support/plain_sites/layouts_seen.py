"""The six plain sites that the reading of listings was tuned on."""

from datetime import UTC, datetime, timedelta

from tests.support.plain_sites.layout import Layout

TABLES = Layout(
    name="Mast and Wire",
    newest=datetime(2004, 5, 12, 9, tzinfo=UTC),
    every=timedelta(days=11),
    story_at="/news/{number}.htm",
    front_items=8,
    sections={"net": "Networks", "biz": "Business"},
    section_at="/{section}.htm",
    section_more=("/{section}{page}.htm", "Older news &gt;&gt;"),
    services={
        "about": "/about.htm",
        "contact": "/contact.htm",
        "privacy": "/privacy.htm",
        "advertise": "/adv.htm",
        "search": "/search.htm",
    },
    nav=(("Home", "/"), ("Search", "/search.htm"), ("Advertise", "/adv.htm")),
    foot=(("About us", "/about.htm"), ("Contact", "/contact.htm"), ("Privacy", "/privacy.htm")),
    link="<a href='{url}'><font size='1'>{label}</font></a><br>",
    paragraph="{text}<br><br>",
    outer="<HTML><HEAD><TITLE>{title}</TITLE>{head}</HEAD><BODY BGCOLOR='#FFFFFF'><TABLE WIDTH=760><TR>"
    "<TD COLSPAN=3><IMG SRC='/logo.gif'></TD></TR><TR><TD WIDTH=120 VALIGN=TOP>{nav}</TD><TD WIDTH=500 VALIGN=TOP>"
    "{main}</TD><TD WIDTH=140><A HREF='http://ads.example/banner'><IMG SRC='/b.gif'></A><A HREF='/rates2004.pdf'>"
    "Our rates for advertisers (PDF)</A></TD></TR><TR><TD COLSPAN=3><HR>{foot}</TD></TR></TABLE></BODY></HTML>",
    story="<font size='4'><b>{headline}</b></font><br><font size='1'>{day}, by {author}</font><br><br>{body}"
    "<b>See also</b><ul>{related}</ul>",
    item="<b>{headline}</b><br><font size='2'>{day} - {teaser} <a href='{url}'>Full story</a></font><br><br>",
    next_link="<p align='right'><a href='{url}'>{label}</a></p>",
)

BLOG = Layout(
    name="Signal Ridge",
    newest=datetime(2012, 9, 3, 14, tzinfo=UTC),
    story_at="/{date:%Y/%m/%d}/{slug}/",
    sections={"mobile": "Mobile", "broadband": "Broadband", "policy": "Policy and law"},
    section_at="/category/{section}/",
    front_more=("/page/{page}/", "&larr; Older posts"),
    year_at="/{year}/",
    month_at="/{year}/{month:02}/",
    archive="/archives/",
    author_at="/author/{author}/",
    tag_at="/tag/{section}/",
    services={
        "about": "/about/",
        "privacy": "/privacy-policy/",
        "contact": "/contact/",
        "login": "/wp-login.php",
        "newsletter": "/get-our-friday-mail/",
    },
    nav=(("Archives", "/archives/"), ("About", "/about/"), ("Get our Friday mail", "/get-our-friday-mail/")),
    foot=(("Contact", "/contact/"), ("Privacy Policy", "/privacy-policy/"), ("Log in", "/wp-login.php")),
    outer="<!DOCTYPE html><html lang='en-US'><head><meta charset='utf-8'><title>{title} | Signal Ridge</title>{head}"
    "</head><body class='blog'><div id='header'><h1 id='site-title'><a href='/'>Signal Ridge</a></h1>"
    "<ul id='menu'>{nav}</ul></div><div id='content'>{main}</div><div id='sidebar' class='widget-area'>"
    "<div class='widget'><h3>Blogroll</h3><ul><li><a href='https://elsewhere.example/'>A blog that we like a lot</a>"
    "</li></ul></div></div><div id='footer'>{foot}</div></body></html>",
    story="<div class='post hentry'><h2 class='entry-title'>{headline}</h2><div class='entry-meta'>Posted on "
    "<abbr class='published' title='{iso}'>{day}</abbr> by <a href='{author_at}'>{author}</a></div>"
    "<div class='entry-content'>{body}</div><div class='entry-utility'>Tagged <a rel='tag' href='{tag_at}'>{section}"
    "</a></div></div><div class='related'><h3>More like this</h3><ul>{related}</ul></div>",
    item="<div class='post hentry'><h2 class='entry-title'><a href='{url}' rel='bookmark'>{headline}</a></h2>"
    "<div class='entry-meta'>Posted on <a href='{url}'><abbr title='{iso}'>{day}</abbr></a></div>"
    "<div class='entry-summary'><p>{teaser} <a href='{url}'>Continue reading &rarr;</a></p></div></div>",
    next_link="<div class='navigation'><div class='nav-previous'><a href='{url}'>{label}</a></div></div>",
)

QUERIES = Layout(
    name="Network Daily",
    newest=datetime(2008, 2, 20, 7, tzinfo=UTC),
    every=timedelta(days=6),
    story_at="/index.php?id={number}",
    sections={"1": "Operators", "2": "Equipment", "3": "Regulation"},
    section_at="/index.php?cat={section}",
    section_more=("/index.php?cat={section}&start={start}", "Next"),
    author_at="/index.php?author={author}",
    services={
        "about": "/index.php?page=about",
        "contact": "/index.php?page=contact",
        "terms": "/index.php?page=terms",
        "team": "/index.php?page=team",
        "login": "/index.php?page=login",
        "search": "/index.php?page=search",
    },
    nav=(("Home", "/index.php"), ("Log in", "/index.php?page=login"), ("Search", "/index.php?page=search")),
    foot=(
        ("About Network Daily", "/index.php?page=about"),
        ("The people behind the paper", "/index.php?page=team"),
        ("Contact us", "/index.php?page=contact"),
        ("Terms and conditions of use", "/index.php?page=terms"),
    ),
    calendar="/index.php?month={year}-{month:02}",
    outer="<html><head><title>Network Daily - {title}</title>{head}</head><body><div class='top'><ul>{nav}</ul></div>"
    "<div class='mid'>{main}</div><div class='bottom'><ul>{foot}</ul>&copy; Network Daily</div></body></html>",
    story="<div class='story'><h1>{headline}</h1><p class='info'>{section} | {day} | <a href='{author_at}'>{author}"
    "</a></p>{body}</div><div class='more'><h4>Related</h4><ul>{related}</ul></div>",
    item="<div class='teaser'><h3><a href='{url}'>{headline}</a></h3><span>{day}</span><p>{teaser}</p></div>",
    next_link="<div class='pages'><span>1</span> <a href='{url}'>{label}</a></div>",
)

CARDS = Layout(
    name="Beam",
    newest=datetime(2022, 11, 8, 16, tzinfo=UTC),
    every=timedelta(days=4),
    story_at="/s/{short}",
    front_items=12,
    front_more=("/latest?page={page}", "Load more"),
    sections={"5g": "5G", "cloud": "Cloud", "chips": "Chips"},
    section_at="/t/{section}",
    services={
        "about": "/company",
        "privacy": "/legal/privacy",
        "terms": "/legal/terms",
        "login": "/signin",
        "event": "/live/mastbuildersday",
    },
    nav=(("Sign in", "/signin"), ("Mast builders' day: get your ticket", "/live/mastbuildersday")),
    foot=(("Company", "/company"), ("Privacy", "/legal/privacy"), ("Terms", "/legal/terms")),
    link="<a class='nl' href='{url}'>{label}</a>",
    outer="<!doctype html><html lang='en'><head><meta name='viewport' content='width=device-width'><title>{title}"
    "</title>{head}</head><body><header><nav>{nav}</nav></header><main>{main}</main><footer>{foot}</footer></body></html>",
    story="<article><span class='kicker'>{section}</span><h1>{headline}</h1><div class='meta'>{author} "
    "<time datetime='{iso}'>{day}</time></div>{body}</article><section class='next'><h2>Read next</h2><ul>{related}"
    "</ul></section>",
    items="<div class='grid'>{items}</div>",
    item="<a class='card' href='{url}'><img src='/i/1.jpg' alt=''><span class='kicker'>{section}</span><h3>{headline}"
    "</h3><p>{teaser}</p><time datetime='{iso}'>{day}</time></a>",
    next_link="<a class='button' href='{url}'>{label}</a>",
)

SECTIONS = Layout(
    name="The Harbour Gazette",
    newest=datetime(2015, 6, 30, 6, tzinfo=UTC),
    story_at="/{section}/{date:%Y}/{slug}.html",
    front="sections",
    sections={"telecoms": "Telecoms", "shipping": "Shipping", "energy": "Energy", "opinion": "Opinion"},
    section_at="/{section}/",
    section_more=("/{section}/index{page}.html", "More stories"),
    section_tile="<div class='tile'><a href='{url}'><img src='/tile.png' alt='{label}'><span>{label}</span></a></div>",
    services={
        "about": "/service/the-gazette-and-its-history.html",
        "contact": "/service/how-to-reach-the-newsroom.html",
        "privacy": "/service/privacy.html",
    },
    foot=(
        ("The Gazette and its history", "/service/the-gazette-and-its-history.html"),
        ("How to reach the newsroom", "/service/how-to-reach-the-newsroom.html"),
        ("Privacy and cookies", "/service/privacy.html"),
    ),
    outer="<!DOCTYPE html><html><head><title>{title} - The Harbour Gazette</title>{head}</head><body>"
    "<div id='masthead'><a href='/'><img src='/m.png' alt='The Harbour Gazette, news of the coast since 1871'></a>"
    "<ul class='sections'>{nav}</ul></div><div id='main'>{main}</div><div id='foot'><ul>{foot}</ul></div>"
    "</body></html>",
    story="<h1>{headline}</h1><p class='byline'>By {author}</p><p class='date'>Published {day}</p><div class='text'>"
    "{body}</div><div class='box'><h3>Related stories</h3><ul>{related}</ul></div>",
    item="<div class='row'><a href='{url}'><img src='/thumb.jpg' alt=''></a><div class='title'>{headline}</div>"
    "<div class='date'>{day}</div></div>",
    next_link="<div class='morelink'><a href='{url}'>{label}</a></div>",
)

GERMAN = Layout(
    name="Funkblatt",
    language="de",
    newest=datetime(2019, 3, 1, 10, tzinfo=UTC),
    story_at="/artikel/{short}",
    sections={"netze": "Netze", "politik": "Politik"},
    section_at="/rubrik/{section}",
    front_more=("/seite/{page}", "Ältere Beiträge"),
    services={
        "about": "/ueber-uns",
        "contact": "/kontakt",
        "privacy": "/datenschutz",
        "terms": "/impressum",
        "newsletter": "/newsletter",
        "advertise": "/mediadaten",
    },
    nav=(("Newsletter", "/newsletter"), ("Mediadaten", "/mediadaten")),
    foot=(
        ("Über uns", "/ueber-uns"),
        ("Kontakt", "/kontakt"),
        ("Impressum", "/impressum"),
        ("Datenschutzerklärung", "/datenschutz"),
    ),
    tag_at="/schlagwort/{section}",
    outer="<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{title} – Funkblatt</title>{head}</head>"
    "<body><header><a href='/'>Funkblatt</a><nav><ul>{nav}</ul></nav></header><main>{main}</main>"
    "<footer><ul>{foot}</ul></footer></body></html>",
    story="<article><h1>{headline}</h1><p class='meta'>{day} von {author} in <a href='{tag_at}'>{section}</a></p>{body}"
    "</article><aside><h2>Mehr zum Thema</h2><ul>{related}</ul></aside>",
    item="<section class='beitrag'><h2>{headline}</h2><p class='meta'>{day}</p><p>{teaser}</p><p><a href='{url}'>"
    "Weiterlesen</a></p></section>",
    next_link="<p class='blaettern'><a href='{url}'>{label}</a></p>",
)

SEEN = (TABLES, BLOG, QUERIES, CARDS, SECTIONS, GERMAN)
