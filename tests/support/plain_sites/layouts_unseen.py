"""The six plain sites that only measure: nothing is tuned on them."""

from datetime import UTC, datetime, timedelta

from tests.support.plain_sites.layout import Layout

GENERATED = Layout(
    name="coverage notes",
    newest=datetime(2021, 8, 17, 12, tzinfo=UTC),
    every=timedelta(days=25),
    story_at="/posts/{slug}/",
    front_items=6,
    sections={"lte": "lte", "nr": "nr"},
    tag_at="/tags/{section}/",
    archive="/posts/",
    year_at="/posts/{year}/",
    services={"about": "/about/", "contact": "/colophon-and-contact/", "privacy": "/privacy/"},
    nav=(("posts", "/posts/"), ("about", "/about/")),
    foot=(("colophon and contact", "/colophon-and-contact/"), ("privacy", "/privacy/")),
    link="<a href='{url}'>{label}</a> ",
    sitemap=True,
    outer="<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title><meta name=generator "
    "content='Hugo 0.83'>{head}</head><body><header class=site-header>{nav}</header><main>{main}</main>"
    "<footer>{foot}<a href='https://code.example/notes'>source code of this whole site</a></footer></body></html>",
    story="<article class=post><h1>{headline}</h1><time datetime='{iso}'>{day}</time>{body}<p class=tags><a "
    "href='{tag_at}'>#{section}</a></p></article>",
    items="<h2>{label}</h2><ul class=posts>{items}</ul>",
    item="<li><span class=date>{day}</span> <a href='{url}'>{headline}</a></li>",
)

DATED = Layout(
    name="Tower Times",
    newest=datetime(2016, 4, 4, 8, tzinfo=UTC),
    every=timedelta(days=8),
    story_at="/{date:%Y/%m%d}/{short}.shtml",
    sections={"infra": "Infrastructure", "devices": "Devices", "markets": "Markets"},
    front_items=9,
    year_at="/{year}/",
    month_at="/{year}/index{month:02}.shtml",
    archive="/archive.shtml",
    services={
        "about": "/info/about.shtml",
        "contact": "/info/contact.shtml",
        "advertise": "/info/ads.shtml",
        "terms": "/info/terms.shtml",
        "login": "/members/",
    },
    nav=(
        ("News archive", "/archive.shtml"),
        ("Members", "/members/"),
        ("Advertise with Tower Times", "/info/ads.shtml"),
    ),
    foot=(
        ("About Tower Times", "/info/about.shtml"),
        ("Contact the editors", "/info/contact.shtml"),
        ("Terms of use", "/info/terms.shtml"),
    ),
    calendar="/events/{year}/{month}/",
    outer="<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'><html><head><title>{title} : Tower Times</title>"
    "{head}</head><body><div id='nav'><ul>{nav}</ul></div><div id='left'>{main}</div><div id='right'><h4>Downloads</h4>"
    "<a href='/pdf/whitepaper.pdf'>White paper: how to climb a mast safely</a></div><div id='footer'><ul>{foot}</ul>"
    "</div></body></html>",
    story="<div class='article'><h2>{headline}</h2><div class='dateline'>{day} / {section}</div><div class='copy'>"
    "{body}</div><div class='sig'>{author}</div></div><div class='related'><ul>{related}</ul></div>",
    item="<dl><dt><a href='{url}'>{headline}</a></dt><dd class='when'>{day}</dd><dd>{teaser}</dd></dl>",
)

YEARS = Layout(
    name="Spectrum Log",
    newest=datetime(2010, 12, 30, 11, tzinfo=UTC),
    every=timedelta(days=50),
    story_at="/story_{number}.html",
    front_items=5,
    year_at="/archive_{year}.html",
    archive="/archive.html",
    services={
        "about": "/about_this_site.html",
        "contact": "/contact_form.html",
        "privacy": "/data_protection.html",
        "search": "/find.html",
    },
    nav=(("All news by year", "/archive.html"), ("Find", "/find.html"), ("About this site", "/about_this_site.html")),
    foot=(("Contact form", "/contact_form.html"), ("Data protection", "/data_protection.html")),
    link="[ <a href='{url}'>{label}</a> ] ",
    outer="<html><head><title>{title}</title>{head}</head><body><center>{nav}</center><hr>{main}<hr><small>{foot}</small>"
    "</body></html>",
    story="<h2>{headline}</h2><i>{day}</i>{body}<p><i>{author}</i></p>",
    items="<h2>{label}</h2><ul>{items}</ul>",
    item="<li><a href='{url}'>{headline}</a> ({day})</li>",
)

FRENCH = Layout(
    name="Le Relais",
    language="fr",
    newest=datetime(2018, 10, 2, 6, tzinfo=UTC),
    every=timedelta(days=13),
    story_at="/actualites/{short}",
    sections={"reseaux": "Réseaux", "societe": "Société", "eco": "Économie"},
    section_at="/rubriques/{section}",
    section_more=("/rubriques/{section}?p={page}", "Articles plus anciens"),
    services={
        "about": "/qui-sommes-nous",
        "contact": "/nous-contacter",
        "privacy": "/politique-de-confidentialite",
        "terms": "/mentions-legales",
        "newsletter": "/abonnement-lettre",
        "advertise": "/publicite",
        "login": "/connexion",
    },
    nav=(("Connexion", "/connexion"), ("S'abonner à la lettre", "/abonnement-lettre")),
    foot=(
        ("Qui sommes-nous ?", "/qui-sommes-nous"),
        ("Nous contacter", "/nous-contacter"),
        ("Publicité", "/publicite"),
        ("Mentions légales", "/mentions-legales"),
        ("Politique de confidentialité", "/politique-de-confidentialite"),
    ),
    author_at="/auteurs/{author}",
    outer="<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'><title>{title} - Le Relais</title>{head}</head>"
    "<body><div class='entete'><ul class='menu-principal'>{nav}</ul></div><div class='contenu'>{main}</div>"
    "<div class='pied'><ul>{foot}</ul></div></body></html>",
    story="<div class='article'><h1>{headline}</h1><p class='signature'>Par <a href='{author_at}'>{author}</a>, le "
    "{day}</p>{body}</div><div class='voir'><h3>À lire aussi</h3><ul>{related}</ul></div>",
    item="<div class='vignette'><a href='{url}'><img src='/v.jpg' alt=''></a><h3>{headline}</h3><span>{day}</span>"
    "<p>{teaser}</p><a href='{url}'>Lire la suite</a></div>",
    next_link="<div class='pagination'><a href='{url}'>{label}</a></div>",
)

PICTURES = Layout(
    name="FrameRate Mobile",
    newest=datetime(2024, 1, 25, 18, tzinfo=UTC),
    every=timedelta(days=3),
    story_at="/{section}/{short}",
    sections={"networks": "Networks", "phones": "Phones"},
    section_at="/{section}",
    front_items=12,
    front_more=("/?p={page}", "»"),
    services={
        "about": "/about-framerate",
        "contact": "/tip-us",
        "privacy": "/privacy-notice",
        "team": "/our-people",
        "event": "/mast-builders-day-2024",
        "search": "/search?q=",
    },
    nav=(
        ("Search", "/search?q="),
        ("Our people", "/our-people"),
        ("Meet us at the mast builders' day", "/mast-builders-day-2024"),
    ),
    foot=(("About FrameRate", "/about-framerate"), ("Tip us", "/tip-us"), ("Privacy notice", "/privacy-notice")),
    calendar="/agenda?y={year}&m={month}",
    outer="<!doctype html><html lang='en'><head><title>{title} | FrameRate</title>{head}</head><body><div class='hd'>"
    "<div class='mn'><ul>{nav}</ul></div></div><div class='bd'>{main}</div><div class='ft'><ul>{foot}</ul></div>"
    "</body></html>",
    story="<div class='st'><div class='hl'><h1>{headline}</h1></div><div class='by'>{author} &middot; {day}</div>"
    "<div class='tx'>{body}</div></div><div class='rl'><ul>{related}</ul></div>",
    item="<div class='px'><a href='{url}'><img src='/p.webp' alt='{headline}'></a></div>",
    next_link="<div class='pg'><b>1</b><a href='{url}'>{label}</a></div>",
)

LINES = Layout(
    name="NORTH WIRE",
    newest=datetime(2001, 11, 19, 15, tzinfo=UTC),
    every=timedelta(days=5),
    story_at="/n/{date:%Y%m%d}a.html",
    front_items=10,
    front_more=("/older{page}.html", "Older news"),
    services={
        "about": "/wire.html",
        "contact": "/mail.html",
        "terms": "/legal.html",
        "team": "/staff.html",
    },
    nav=(("WHO WE ARE", "/wire.html"), ("WHO WRITES HERE", "/staff.html"), ("MAIL US", "/mail.html")),
    foot=(("Legal", "/legal.html"),),
    link="<A HREF='{url}'>{label}</A> | ",
    paragraph="<P>{text}",
    outer="<HTML><HEAD><TITLE>NORTH WIRE: {title}</TITLE>{head}</HEAD><BODY><H1>NORTH WIRE</H1>{nav}<HR>{main}<HR>"
    "{foot}<A HREF='/press/annual_report_2000.pdf'>Annual report for our shareholders</A></BODY></HTML>",
    story="<H2>{headline}</H2><EM>{day}</EM>{body}<P>{author}",
    items="<UL>{items}</UL>",
    item="<LI><A HREF='{url}'>{headline}</A> <I>{day}</I>",
    next_link="<P><A HREF='{url}'>{label}</A>",
)

UNSEEN = (GENERATED, DATED, YEARS, FRENCH, PICTURES, LINES)
