"""Pages of invented news sites: templates around the invented articles of the sample corpus.

A page knows the truth about itself: the paragraphs of its body, its title, author and date. What
surrounds them is drawn from a seeded generator, so that another seed gives other pages.
"""

from __future__ import annotations

import datetime
import html
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SAMPLE = Path(__file__).parents[3] / "corpus" / "sample" / "articles.jsonl"
AUTHORS = [
    "Imre Castellane", "Dana Ouverly", "Tomas Brekke", "Salwa Idrane", "Petra Vonn-Holt",
    "Jonas Ekwale", "Mirela Dost", "Hugh Farrowby", "Leyla Sarkane", "Owen Tarkiln",
]  # fmt: skip
PLACES = ["Tarrow", "Grennick", "Ordesk", "Vintel", "Lodrin", "Quillan", "Sabela", "Orrey"]
CHROME = {
    "cookie": [
        "We use cookies to improve your visit. By going on you accept our cookie policy.",
        "This site stores cookies on your device. Accept all or manage your choices.",
    ],
    "letter": [
        "Sign up for our morning letter and get the day's stories before breakfast.",
        "Get the weekly letter: one long read, five short ones, no advertisements.",
    ],
    "advert": [
        "Advertisement: Brasswell kettles boil in ninety seconds. Order yours this week.",
        "Sponsored. Fly from Vintel to the Salt Islands from 49 marens with Gull Air.",
    ],
    "related": [
        "Harbour cranes fall silent as dockers vote", "Ten bridges that never reached the far bank",
        "Why the price of flour doubled in a year", "Photos: the lantern market of Grennick",
        "Mayor of Orrey resigns over a missing tram", "The last lamplighter of Quillan retires",
        "Glaciers above Tarrow retreat faster than thought", "Poll: would you move for work?",
    ],
    "comment": [
        "I lived two streets away and can confirm every word of this. Thank you for writing it.",
        "Typical. When will the government finally answer the questions that people ask?",
        "My grandfather drove that road for thirty years and never saw anything like it.",
        "Nobody reads past the headline anyway, so why do you bother with the details?",
    ],
    "footer": [
        "© 2034 {outlet}. All rights reserved. Terms of use. Privacy. Contact us.",
        "Copyright {outlet}. Reproduction without permission is not allowed.",
    ],
}  # fmt: skip
MENU = ["Home", "World", "Politics", "Business", "Sport", "Culture", "Opinion", "Weather"]

ARABIC_TITLES = [
    "مقتل أربعة في قصف على سوق مدينة أوردسك",
    "فرق الإنقاذ تبحث عن ناجين بعد انهيار جسر تارو",
    "الأمم المتحدة تعلن وصول قافلة مساعدات إلى غرينيك",
    "محكمة في فيلمارا تقضي بسجن قائد سابق في الشرطة",
    "آلاف النازحين يعودون إلى قراهم شرق نهر إيسترا",
]
ARABIC = [
    "قال شهود عيان إن القذائف سقطت على السوق المركزي صباح الاثنين بينما كان التجار يفتحون محالهم، "
    "وأضافوا أن النيران امتدت إلى ثلاثة مبان مجاورة قبل وصول سيارات الإطفاء.",
    "وأعلنت وزارة الصحة في بيان أن أربعة أشخاص قتلوا وأن سبعة عشر آخرين أصيبوا بجروح، حالة خمسة منهم "
    "خطيرة. ونقل المصابون إلى مستشفى المدينة الذي يعاني نقصا في الأدوية منذ أسابيع.",
    "وقالت سلمى إدران، وهي بائعة خضار تبلغ من العمر 42 عاما: «سمعنا صفيرا طويلا ثم اهتزت الأرض تحتنا. "
    "حملت ابنتي وركضت نحو المدرسة ولم أنظر خلفي».",
    "ونفى متحدث باسم الجيش أن تكون قواته قد أطلقت النار على المدينة، وقال إن الجماعات المسلحة هي التي "
    "تتحمل المسؤولية عن الهجوم. ولم يقدم المتحدث دليلا على ذلك.",
    "ووصل فريق من المراقبين الدوليين إلى المكان بعد ظهر اليوم نفسه، وقال رئيس الفريق إن لجنته ستفحص "
    "شظايا القذائف وستنشر نتائجها خلال عشرة أيام.",
    "وتشهد المنطقة منذ بداية العام تصاعدا في أعمال العنف أدى إلى نزوح أكثر من ثلاثين ألف شخص، بحسب "
    "أرقام نشرتها منظمة محلية تتابع أوضاع النازحين في المخيمات.",
    "ومن المقرر أن يجتمع ممثلو الطرفين يوم الخميس على ضفة البحيرة لبحث هدنة تسمح بإدخال الغذاء "
    "والدواء، غير أن دبلوماسيين قالوا إنهم لا يتوقعون اتفاقا قريبا.",
]  # fmt: skip
ARABIC_AUTHORS = ["سلمى إدران", "كريم الوادي", "هدى منصور"]


@dataclass(frozen=True)
class Story:
    """What a page is about."""

    title: str
    paragraphs: list[str]
    outlet: str
    author: str
    published: datetime.datetime
    caption: str
    url: str

    @property
    def day(self) -> str:
        return self.published.date().isoformat()

    @property
    def spoken(self) -> str:
        return f"{self.published:%B} {self.published.day}, {self.published.year}"


@dataclass(frozen=True)
class HtmlPage:
    """A page and the truth about it; several articles only in the template that has several."""

    template: str
    html: str
    articles: list[Story]
    has_author: bool = True


@cache
def stories() -> list[Story]:
    """The articles of the sample corpus as stories, the author, time and caption invented."""
    generator = random.Random(7)
    found = []
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        day = datetime.date.fromisoformat(row["published"])
        time = datetime.time(generator.randrange(5, 23), generator.randrange(60))
        slug = "-".join(row["title"].lower().split()[:6]).strip("'‘’,.:;?")
        place = generator.choice(PLACES)
        found.append(
            Story(
                row["title"],
                row["text"].split("\n\n"),
                row["source"],
                generator.choice(AUTHORS),
                datetime.datetime.combine(day, time),
                f"Residents of {place} stand beside a burnt lorry on {day:%A}.",
                f"https://news.example/{day:%Y/%m}/{slug}",
            )
        )
    return found


def arabic_stories() -> list[Story]:
    """Invented Arabic stories."""
    generator = random.Random(11)
    found = []
    for number, title in enumerate(ARABIC_TITLES):
        day = datetime.datetime(2033, 2 + number, 3 + number, 9, 30)
        first, rest = ARABIC[0], ARABIC[1:]
        generator.shuffle(rest)
        author = ARABIC_AUTHORS[number % len(ARABIC_AUTHORS)]
        found.append(
            Story(
                title,
                [first, *rest],
                "وكالة الشمال",
                author,
                day,
                "آثار الدمار في السوق المركزي.",
                f"https://shamal.example/news/{number}",
            )
        )
    return found


E_ = html.escape


class Site:
    """One site's habits: its class names, what surrounds its articles, drawn once a page."""

    def __init__(self, generator: random.Random, story: Story) -> None:
        self.random, self.story = generator, story

    def say(self, kind: str) -> str:
        return E_(self.random.choice(CHROME[kind]).format(outlet=self.story.outlet))

    def pick(self, *names: str) -> str:
        return self.random.choice(names)

    def menu(self, tag: str = "nav") -> str:
        items = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in MENU)
        return f'<{tag} class="{self.pick("menu", "main-nav", "navbar")}"><ul>{items}</ul></{tag}>'

    def related(self, most: int = 4) -> str:
        items = self.random.sample(CHROME["related"], most)
        links = "".join(f'<li><a href="/{n}">{E_(item)}</a></li>' for n, item in enumerate(items))
        heading = self.pick("Related stories", "More on this", "Most read", "You may also like")
        kind = self.pick("related", "related-stories", "most-popular")
        return f'<div class="{kind}"><h3>{heading}</h3><ul>{links}</ul></div>'

    def cookie(self) -> str:
        return (
            f'<div id="{self.pick("cookie-banner", "cookie-notice")}"><p>{self.say("cookie")}</p>'
            "<button>Accept all</button></div>"
        )

    def share(self) -> str:
        kind = self.pick("share", "social-share", "share-buttons")
        links = "".join(f'<a href="#">{name}</a> ' for name in ("Share", "Post", "Email", "Print"))
        return f'<div class="{kind}">{links}</div>'

    def footer(self, tag: str = "footer") -> str:
        return f'<{tag} class="site-footer"><p>{self.say("footer")}</p></{tag}>'

    def comments(self, most: int = 3) -> str:
        said = "".join(
            f'<li class="comment"><b>reader{n}</b> <p>{E_(text)}</p><a href="#">Reply</a></li>'
            for n, text in enumerate(self.random.sample(CHROME["comment"], most))
        )
        return (
            f'<section id="comments" class="comments"><h3>{most} comments</h3><ol>{said}</ol>'
            '<form action="/comment"><label>Leave a reply</label><textarea></textarea>'
            "<button>Post comment</button></form></section>"
        )

    def letter(self) -> str:
        return f'<div class="newsletter-signup"><p>{self.say("letter")}</p></div>'

    def made_up(self) -> str:
        """A class name as tools make them up; some happen to hold "ad" or "nav"."""
        letters = "".join(self.random.choices("abcdefghkmprstuvwxyz", k=2))
        return letters + self.random.choice(["K7x", "Ad3", "Nav9q", "Zr4", "Ad0G", "w2Q"])

    def links(self, most: int) -> str:
        items = self.random.sample(CHROME["related"], most)
        return " ".join(f'<a href="/{n}">{E_(item)}</a>' for n, item in enumerate(items))

    def teaser(self, tag: str = "article", kind: str = "card") -> str:
        """Another story in a few lines: a linked title, the beginning of its prose, when."""
        other = self.random.choice([one for one in stories() if one.title != self.story.title])
        text = self.random.choice(other.paragraphs[1:])[:260]
        return (
            f'<{tag} class="{kind}"><a href="/{len(other.title)}"><h3>{E_(other.title)}</h3></a>'
            f"<p>{E_(text)}…</p><span>{self.random.randrange(2, 50)} minutes ago</span></{tag}>"
        )

    def teasers(self, most: int, tag: str = "article", kind: str = "card") -> str:
        return "".join(self.teaser(tag, kind) for _ in range(most))

    def head(self, *more: str, title: str | None = None, lang: str = "en") -> str:
        story = self.story
        tail = title if title is not None else f"{story.title} - {story.outlet}"
        return (
            f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
            f"<title>{E_(tail)}</title>{''.join(more)}<script>var t = 'if (a < b) go()';</script>"
            "<style>.a{color:red}</style></head>"
        )

    def opengraph(self) -> str:
        story = self.story
        return (
            f'<meta property="og:title" content="{E_(story.title)}">'
            f'<meta property="og:site_name" content="{E_(story.outlet)}">'
            f'<meta property="og:url" content="{story.url}">'
            f'<meta name="author" content="{E_(story.author)}">'
            f'<meta property="article:published_time" content="{story.published.isoformat()}+00:00">'
        )

    def json_ld(self) -> str:
        story = self.story
        said = {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "name": story.outlet, "url": "https://news.example/"},
                {
                    "@type": "NewsArticle",
                    "headline": story.title,
                    "datePublished": f"{story.published.isoformat()}Z",
                    "dateModified": f"{story.published.date() + datetime.timedelta(2)}T08:00:00Z",
                    "author": [{"@type": "Person", "name": story.author}],
                    "publisher": {"@type": "Organization", "name": story.outlet},
                    "mainEntityOfPage": story.url,
                },
            ],
        }
        return f'<script type="application/ld+json">{json.dumps(said)}</script>'

    def paragraphs(self, tag: str = "p", **attributes: str) -> str:
        said = "".join(f' {name.rstrip("_")}="{value}"' for name, value in attributes.items())
        return "\n".join(f"<{tag}{said}>{E_(text)}</{tag}>" for text in self.story.paragraphs)


def semantic(site: Site) -> str:
    """HTML5 with every element in its place."""
    s = site.story
    return f"""{site.head(site.opengraph())}<body>{site.cookie()}<header>{site.menu()}</header>
<main><article><header><h1>{E_(s.title)}</h1>
<p class="byline">By <a rel="author" href="/people/1">{E_(s.author)}</a></p>
<time datetime="{s.published.isoformat()}">{s.spoken}</time></header>
<figure><img src="a.jpg" alt=""><figcaption>{E_(s.caption)}</figcaption></figure>
{site.paragraphs()}{site.share()}</article><aside>{site.related()}</aside></main>
{site.footer()}</body></html>"""


def div_soup(site: Site) -> str:
    """Nothing but divs; the classes tell little."""
    s = site.story
    names = [site.random.choice(["c", "x", "blk", "sc"]) + str(n) for n in range(12)]
    body = "".join(f'<div class="{names[3]}">{E_(text)}</div>' for text in s.paragraphs)
    menu = "".join(f'<div class="{names[1]}"><a href="/{m}">{m}</a></div>' for m in MENU)
    return f"""{site.head(site.opengraph())}<body><div class="{names[0]}">{menu}</div>
<div class="{names[2]}"><div class="{names[4]}">{E_(s.title)}</div>
<div class="{names[5]}">By {E_(s.author)}</div><div class="{names[6]}">{s.spoken}</div>
<div class="{names[7]}">{body}</div></div>
<div class="{names[8]}"><div>{site.related()}</div><div>{site.say("footer")}</div></div>
</body></html>"""


def table_layout(site: Site) -> str:
    """A page laid out with tables, menu to the left, article in the middle."""
    s = site.story
    menu = "".join(f'<tr><td><a href="/{m}">{m}</a></td></tr>' for m in MENU)
    return f"""{site.head(site.opengraph())}<body bgcolor="#ffffff"><table width="100%"><tr>
<td colspan="3"><b>{E_(s.outlet)}</b></td></tr><tr><td width="120"><table>{menu}</table></td>
<td valign="top"><h2>{E_(s.title)}</h2><i>By {E_(s.author)}</i><br><small>{s.spoken}</small>
{site.paragraphs()}</td><td width="160"><table><tr><td>{site.say("advert")}</td></tr></table></td>
</tr><tr><td colspan="3"><font size="1">{site.say("footer")}</font></td></tr></table></body></html>"""


def br_only(site: Site) -> str:
    """Paragraphs parted by pairs of <br>."""
    s = site.story
    body = "<br><br>\n".join(E_(text) for text in s.paragraphs)
    return f"""{site.head(site.opengraph())}<body>{site.menu("div")}<div id="page">
<div class="headline"><h1>{E_(s.title)}</h1></div><div class="{site.pick("info", "sub")}">
By {E_(s.author)} | {s.spoken}</div><div class="{site.pick("story", "text", "copy")}">{body}</div>
</div>{site.related()}{site.footer("div")}</body></html>"""


def live_blog(site: Site) -> str:
    """Posts with their times, one below the other, all of one article."""
    s = site.story
    posts = "".join(
        f'<div class="post-item" id="p{n}"><time class="stamp">{8 + n}:0{n}</time>'
        f"<p>{E_(text)}</p></div>"
        for n, text in enumerate(s.paragraphs)
    )
    return f"""{site.head(site.opengraph(), site.json_ld())}<body>{site.menu()}
<article class="liveblog"><h1>{E_(s.title)}</h1><div class="author">By {E_(s.author)}</div>
<div class="updates">{posts}</div></article>{site.comments()}{site.footer()}</body></html>"""


def paywall(site: Site) -> str:
    """The article fades into an offer."""
    s = site.story
    offer = site.pick(
        "Subscribe to continue reading. Already a subscriber? Sign in.",
        "You have read your last free article this month. Subscribe from 1 maren a week.",
    )
    return f"""{site.head(site.json_ld())}<body><header>{site.menu()}</header>
<div class="article"><h1 class="title">{E_(s.title)}</h1><span class="author-name">{E_(s.author)}
</span> <span class="date">{s.spoken}</span><div class="article-body">{site.paragraphs()}</div>
<div class="{site.pick("paywall", "subscribe-wall", "paywall-offer")}"><h3>Keep reading</h3>
<p>{offer}</p><button>Subscribe</button></div></div>{site.footer()}</body></html>"""


def with_comments(site: Site) -> str:
    """Many long comments below a short article."""
    s = site.story
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<div class="content">
<h1>{E_(s.title)}</h1><p class="meta">Posted by <span class="author">{E_(s.author)}</span> on
{s.spoken}</p><div class="entry">{site.paragraphs()}</div>{site.comments(4)}</div>
{site.footer()}</body></html>"""


def read_more(site: Site) -> str:
    """Links to other stories between the paragraphs."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    links = site.random.sample(CHROME["related"], 2)
    lead = site.pick("Read more:", "READ ALSO:", "See also:")
    parts.insert(2, f'<p class="more"><strong>{lead}</strong> <a href="/x">{E_(links[0])}</a></p>')
    parts.insert(4, f'<div class="inline-link"><a href="/y">{E_(links[1])}</a></div>')
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<main class="story">
<h1>{E_(s.title)}</h1><p class="byline">By {E_(s.author)}, {E_(s.outlet)}</p>
<p class="date"><time datetime="{s.day}">{s.spoken}</time></p>{"".join(parts)}</main>
{site.related()}{site.footer()}</body></html>"""


def print_copy(site: Site) -> str:
    """The same article once more in a part that only a printer shows."""
    s = site.story
    hide = site.pick(
        'style="display:none"', 'class="print-only" hidden', 'aria-hidden="true" hidden'
    )
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<article><h1>{E_(s.title)}</h1>
<p class="byline">By {E_(s.author)}</p><p class="dateline-date">{s.spoken}</p>
<div class="body">{site.paragraphs()}</div></article>
<div {hide}><h1>{E_(s.title)}</h1>{site.paragraphs()}<p>Printed from {s.url}</p></div>
{site.footer()}</body></html>"""


def arabic(site: Site) -> str:
    """Right to left, Arabic throughout."""
    s = site.story
    menu = "".join(
        f'<li><a href="/{n}">{m}</a></li>' for n, m in enumerate(("الرئيسية", "سياسة", "رياضة"))
    )
    return f"""{site.head(site.opengraph(), lang="ar")}<body dir="rtl"><nav><ul>{menu}</ul></nav>
<main><article><h1>{E_(s.title)}</h1><div class="author">{s.author}</div>
<time datetime="{s.published.isoformat()}">{s.day}</time>{site.paragraphs()}</article>
<aside><h3>اقرأ أيضا</h3><ul><li><a href="/1">ارتفاع أسعار الخبز في العاصمة</a></li>
<li><a href="/2">افتتاح معرض الكتاب السنوي</a></li></ul></aside></main>
<footer><p>جميع الحقوق محفوظة</p></footer></body></html>"""


def lists(site: Site) -> str:
    """Some of the body stands in a list."""
    s = site.story
    middle = "".join(f"<li>{E_(text)}</li>" for text in s.paragraphs[2:4])
    before = "".join(f"<p>{E_(text)}</p>" for text in s.paragraphs[:2])
    after = "".join(f"<p>{E_(text)}</p>" for text in s.paragraphs[4:])
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<article><h1>{E_(s.title)}</h1>
<address>By <a rel="author" href="/a">{E_(s.author)}</a></address><time datetime="{s.day}">{s.spoken}
</time>{before}<ul>{middle}</ul>{after}</article>{site.related()}{site.footer()}</body></html>"""


def blockquotes(site: Site) -> str:
    """Testimony in blockquotes."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    parts[1] = f"<blockquote><p>{E_(s.paragraphs[1])}</p></blockquote>"
    parts[3] = f"<blockquote>{E_(s.paragraphs[3])}</blockquote>"
    return f"""{site.head(site.opengraph())}<body>{site.cookie()}{site.menu()}
<div id="content"><h1 class="headline">{E_(s.title)}</h1><div class="submitted">By {E_(s.author)}
— {s.spoken}</div><div class="field-body">{"".join(parts)}</div>{site.letter()}</div>
{site.footer()}</body></html>"""


def nested_spans(site: Site) -> str:
    """Every word group in spans within spans, as editors leave them."""
    s = site.story
    parts = []
    for text in s.paragraphs:
        words = text.split(" ")
        third = max(1, len(words) // 3)
        chunks = [" ".join(words[i : i + third]) for i in range(0, len(words), third)]
        said = " ".join(f"<span><span style='x'>{E_(c)}</span></span>" for c in chunks)
        parts.append(f"<p><span data-x='1'>{said}</span></p>")
    return f"""{site.head(site.json_ld())}<body>{site.menu("div")}<div class="wrapper"><section>
<h1><span>{E_(s.title)}</span></h1><div><span>By <span>{E_(s.author)}</span></span></div>
<div><span>{s.spoken}</span></div>{"".join(parts)}</section></div>{site.footer()}</body></html>"""


def wordpress(site: Site) -> str:
    """A WordPress theme with everything on."""
    s = site.story
    return f"""{site.head(site.opengraph(), site.json_ld())}<body class="single single-post">
<div id="page" class="site"><header id="masthead"><p class="site-title">{E_(s.outlet)}</p>
{site.menu()}</header><div id="primary" class="content-area"><article id="post-7"
class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">{E_(s.title)}</h1>
<div class="entry-meta"><span class="posted-on"><time class="entry-date published"
datetime="{s.published.isoformat()}+00:00">{s.spoken}</time></span> <span class="byline">by <span
class="author vcard"><a class="url fn n" href="/author/a">{E_(s.author)}</a></span></span></div>
</header><div class="entry-content">{site.paragraphs()}<div class="sharedaddy"><h3>Share this:</h3>
<ul><li><a>Facebook</a></li><li><a>Mail</a></li></ul></div></div><footer class="entry-footer">
<span class="cat-links">Posted in <a href="/c">World</a></span> <span class="tags-links">Tagged <a
href="/t">roads</a>, <a href="/u">army</a></span></footer></article>{site.comments()}</div>
<aside id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2>
{site.related()}</section></aside>{site.footer()}</div></body></html>"""


def captions(site: Site) -> str:
    """Pictures with captions between the paragraphs."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    credit = "Photo: Coast Press"
    parts.insert(1, f'<figure><img src="1.jpg"><figcaption>{E_(s.caption)} <span class="credit">'
                 f"{credit}</span></figcaption></figure>")  # fmt: skip
    parts.insert(4, '<div class="wp-caption"><img src="2.jpg"><p class="wp-caption-text">'
                 f"The market of {site.random.choice(PLACES)} before the war.</p></div>")  # fmt: skip
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<article><h1>{E_(s.title)}</h1>
<p class="author">{E_(s.author)}</p><time datetime="{s.published.isoformat()}Z">{s.spoken}</time>
{"".join(parts)}</article>{site.footer()}</body></html>"""


def inline_ads(site: Site) -> str:
    """Advertisements and sign-up boxes between the paragraphs."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    kind = site.pick("ad-slot", "advert ad-inline", "ad-unit")
    parts.insert(1, f'<div class="{kind}"><p>{site.say("advert")}</p></div>')
    parts.insert(3, f"<aside>{site.letter()}</aside>")
    return f"""{site.head(site.opengraph(), site.json_ld())}<body>{site.cookie()}{site.menu()}
<article class="article"><h1>{E_(s.title)}</h1><div class="byline">By {E_(s.author)}</div>
<div class="article__body">{"".join(parts)}</div></article>{site.related()}{site.footer()}
</body></html>"""


def json_ld(site: Site) -> str:
    """All that is known stands in JSON-LD only; the page shows title and text."""
    s = site.story
    return f"""{site.head(site.json_ld(), title=f"{s.outlet} | {s.title}")}<body><div id="root">
<div role="navigation">{site.menu("div")}</div><div role="main"><h1>{E_(s.title)}</h1>
<div itemprop="articleBody">{site.paragraphs()}</div></div>{site.footer("div")}</div></body></html>"""


def html3(site: Site) -> str:
    """Upper-case tags, no closing </P>, fonts: a page of 1997."""
    s = site.story
    body = "\n".join(f"<P>{E_(text)}" for text in s.paragraphs)
    return f"""<HTML><HEAD><TITLE>{E_(s.title)}</TITLE><META NAME="author" CONTENT="{E_(s.author)}">
<META NAME="date" CONTENT="{s.day}"></HEAD><BODY BGCOLOR=#FFFFFF TEXT=#000000>
<CENTER><FONT SIZE=2><A HREF=/>Home</A> | <A HREF=/n>News</A> | <A HREF=/s>Sport</A></FONT></CENTER>
<HR><H1 ALIGN=CENTER>{E_(s.title)}</H1><CENTER><I>by {E_(s.author)}, {s.spoken}</I></CENTER><HR>
{body}
<HR><ADDRESS><FONT SIZE=1>{site.say("footer")}</FONT></ADDRESS></BODY></HTML>"""


def amp(site: Site) -> str:
    """An AMP page: its own elements, everything else stripped down."""
    s = site.story
    head = site.head(site.json_ld()).replace("<html ", "<html ⚡ ")
    return f"""{head}<body><amp-sidebar id="side" layout="nodisplay"><ul><li>Home</li><li>World</li>
</ul></amp-sidebar><main role="main"><div class="amp-article"><h1>{E_(s.title)}</h1>
<div class="amp-meta"><span class="amp-author">{E_(s.author)}</span> <span>{s.spoken}</span></div>
<amp-img src="a.jpg" width="4" height="3"></amp-img><div class="amp-text">{site.paragraphs()}</div>
<amp-ad type="x" width="300" height="250"><div placeholder>Advertisement</div></amp-ad></div></main>
<amp-consent id="c"><div>{site.say("cookie")}</div></amp-consent>{site.footer()}</body></html>"""


def wiki(site: Site) -> str:
    """A news wiki: section headings with [edit], notes, categories."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    edit = '<span class="mw-editsection">[<a href="/e">edit</a>]</span>'
    parts.insert(2, f"<h2><span class='mw-headline'>What happened before</span>{edit}</h2>")
    return f"""{site.head(site.json_ld(), title=f"{s.title} - Newswiki")}<body class="mediawiki">
<div id="mw-navigation">{site.menu("div")}</div><div id="content" class="mw-body" role="main">
<h1 id="firstHeading" class="firstHeading">{E_(s.title)}</h1><div id="siteSub">From Newswiki</div>
<div id="mw-content-text"><div class="mw-parser-output">{"".join(parts)}
<h2><span class="mw-headline">Sources</span>{edit}</h2><ul class="references"><li>
<a href="/1">{E_(CHROME["related"][0])}</a></li></ul></div></div>
<div id="catlinks"><a href="/c">Categories</a>: <ul><li><a href="/v">Velmara</a></li></ul></div>
</div><div id="footer"><ul><li>This page was last changed on {s.spoken}.</li></ul></div>
</body></html>"""


def itemprops(site: Site) -> str:
    """Microdata instead of meta elements; the body in a section of its own."""
    s = site.story
    head = site.head(title=f"{s.title} | {s.outlet}")
    return f"""{head}<body><div class="topbar">{site.menu("div")}</div>
<div itemscope itemtype="http://schema.org/NewsArticle" class="wrap"><h1 itemprop="headline">
{E_(s.title)}</h1><div class="credits"><span itemprop="author" itemscope
itemtype="http://schema.org/Person"><span itemprop="name">{E_(s.author)}</span></span>
<meta itemprop="datePublished" content="{s.published.isoformat()}Z"><span>{s.spoken}</span></div>
<section itemprop="articleBody">{site.paragraphs()}</section>{site.share()}</div>{site.related()}
{site.footer("div")}</body></html>"""


def visible_only(site: Site) -> str:
    """No metadata at all: title, author and date stand on the page as people see them."""
    s = site.story
    return f"""{site.head(title=s.title)}<body>{site.menu("div")}<div class="main">
<h1>{E_(s.title)}</h1><p><em>By {E_(s.author)}</em></p><p><em>{s.spoken}</em></p>
{site.paragraphs()}</div><p><a href="/">Back to the front page</a></p>{site.footer()}</body></html>"""


def related_cards(site: Site) -> str:
    """Cards of other stories between the paragraphs, and class names that a tool made up."""
    s = site.story
    parts = [
        f'<div class="sc-{site.made_up()}"><p class="{site.made_up()}">{E_(text)}</p></div>'
        for text in s.paragraphs
    ]
    parts.insert(3, f'<div class="{site.made_up()}">{site.teaser("div", "c4d-2x")}</div>')
    parts.insert(2, f"<p><strong>Also read: {site.links(1)}</strong></p>")
    return f"""{site.head(site.json_ld())}<body><div class="css-{site.made_up()}">{site.menu("div")}
</div><div class="{site.made_up()}"><h1>{E_(s.title)}</h1><div>By {E_(s.author)}</div>
<div>{s.spoken}</div><div class="{site.made_up()}">{"".join(parts)}</div></div>
<div class="{site.made_up()}"><h2>More</h2>{site.teasers(5, "div", "c4d-2x")}</div>
{site.footer()}</body></html>"""


def teaser_column(site: Site) -> str:
    """A table of 2004 whose right column tells of other stories at some length."""
    s = site.story
    column = "".join(f"<tr><td>{site.teaser('font', 'small')}</td></tr>" for _ in range(5))
    text = "".join(f"<p><font face=Georgia>{E_(text)}</font></p>" for text in s.paragraphs)
    head = site.head(title=f"{s.outlet} - {s.title}")
    return f"""{head}<body><table width=760><tr><td width=120>{site.menu("div")}</td>
<td width=440><font size="+2"><b>{E_(s.title)}</b></font><br><font size="-1">By {E_(s.author)}<br>
{s.spoken}</font><br><br>{text}<p><a href="javascript:print()">Print this story</a></p></td>
<td width=200><table>{column}</table></td></tr></table></body></html>"""


def many_parts(site: Site) -> str:
    """Every paragraph in a part of its own that calls itself the article's text, the short ones too."""
    s = site.story
    parts = "".join(f'<div class="article__text"><p>{E_(text)}</p></div>' for text in s.paragraphs)
    return f"""{site.head(site.json_ld())}<body>{site.menu()}<div class="article">
<div class="article__headline"><h1>{E_(s.title)}</h1></div><div>By {E_(s.author)}</div>
<div>{s.spoken}</div>{parts}<div class="newsletter-signup"><p>{site.say("letter")}</p></div></div>
<div class="latest"><h3>Latest</h3>{site.teasers(6)}</div>{site.footer()}</body></html>"""


def live_posts(site: Site) -> str:
    """Posts of a live blog, each with its own headline, time and reporter."""
    s = site.story
    posts = "".join(
        f'<article class="live-post" id="p{n}" itemprop="liveBlogUpdate"><header>'
        f'<time datetime="{s.day}T{9 + n:02}:00:00Z">{9 + n:02}:00 GMT</time>'
        f"<h2>{E_(site.random.choice(CHROME['related']))}</h2>"
        f'<span class="post-author">{site.random.choice(AUTHORS)}</span></header>'
        f'<div class="live-post__body"><p>{E_(text)}</p></div>'
        '<div class="post-share"><button>Copy link</button></div></article>'
        for n, text in enumerate(s.paragraphs)
    )
    return f"""{site.head(site.json_ld())}<body>{site.menu()}<main><div class="live-header">
<span class="badge">LIVE</span><h1>{E_(s.title)}</h1></div><div class="timeline">{posts}</div></main>
<aside>{site.teasers(3)}</aside>{site.footer()}</body></html>"""


def blog(site: Site) -> str:
    """A blog: its own name is the h1, the date stands above the headline, all else in microdata."""
    s = site.story
    body = "<br /><br />".join(E_(text) for text in s.paragraphs)
    return f"""{site.head(title=f"{s.outlet}: {s.title}")}<body><div class="header-outer">
<h1 class="title"><a href="/">{E_(s.outlet)}</a></h1><p>Notes from the valley, since the flood.</p>
</div><div class="date-outer"><h2 class="date-header"><span>{s.spoken}</span></h2>
<div class="post hentry"><h3 class="post-title">{E_(s.title)}</h3>
<div class="post-body entry-content" itemprop="articleBody">{body}</div>
<div class="post-footer">Posted by <span itemprop="author" itemscope><span itemprop="name">
{E_(s.author)}</span></span> at <abbr itemprop="datePublished" title="{s.published.isoformat()}">
{s.published:%H:%M}</abbr></div></div></div><div class="comments">{site.comments()}</div>
<div class="sidebar"><h2>About me</h2><p>Born beside the ford, where I write this down every day.</p>
</div></body></html>"""


def brief(site: Site) -> str:
    """An article on a page that holds far more about others, in the same elements."""
    s = site.story
    return f"""{site.head(site.opengraph())}<body>{site.cookie()}{site.menu()}<main>
<article class="brief"><h1>{E_(s.title)}</h1><div class="byline">By {E_(s.author)}, Staff Writer</div>
<time datetime="{s.published.isoformat()}">{s.spoken}</time>{site.paragraphs()}</article>
<section class="grid"><h2>Latest stories</h2>{site.teasers(24)}</section></main>
{site.footer()}</body></html>"""


def pull_quotes(site: Site) -> str:
    """A copy that nobody sees comes first; sentences of the article stand in it once more, large."""
    s = site.story
    parts = [f"<p>{E_(text)}</p>" for text in s.paragraphs]
    parts.insert(3, f"<blockquote class=large><p>{E_(s.paragraphs[1][:90])}…</p></blockquote>")
    where = site.pick("hidden", 'aria-hidden="true"', 'style="visibility: hidden"')
    return f"""{site.head(site.opengraph())}<body>{site.menu()}<div {where}>{site.paragraphs()}</div>
<main id="story"><h1>{E_(s.title)}</h1><span class="c-byline">By {E_(s.author)}</span>
<time datetime="{s.published.isoformat()}">{s.spoken}</time>
<div class="body-copy">{"".join(parts)}</div></main>{site.footer()}</body></html>"""


TEMPLATES: Mapping[str, Callable[[Site], str]] = {
    maker.__name__: maker
    for maker in (
        semantic, div_soup, table_layout, br_only, live_blog, paywall, with_comments, read_more,
        print_copy, arabic, lists, blockquotes, nested_spans, wordpress, captions, inline_ads,
        json_ld, html3, amp, wiki, itemprops, visible_only, related_cards, teaser_column, many_parts,
        live_posts, blog, brief, pull_quotes,
    )
}  # fmt: skip


def several(generator: random.Random, told: list[Story]) -> HtmlPage:
    """A page with three articles of one site, one below the other."""
    site = Site(generator, told[0])
    parts = "".join(
        f'<article class="story"><h2>{E_(s.title)}</h2><p class="byline">By {E_(s.author)}</p>'
        f'<time datetime="{s.published.isoformat()}">{s.spoken}</time>'
        f"{Site(generator, s).paragraphs()}</article>"
        for s in told
    )
    head = site.head(title=f"The day at {told[0].outlet}")
    text = f"{head}<body>{site.menu()}<main>{parts}</main>{site.footer()}</body></html>"
    return HtmlPage("several", text, told)


def pages(per_template: int = 5, seed: int = 0) -> Iterator[HtmlPage]:
    """Pages of every template, each about a story of its own."""
    generator = random.Random(seed)
    told = list(stories())
    generator.shuffle(told)
    turn = 0
    for name, maker in TEMPLATES.items():
        for number in range(per_template):
            if name == "arabic":
                story = arabic_stories()[number % len(ARABIC_TITLES)]
            else:
                story = told[turn % len(told)]
                turn += 1
            yield HtmlPage(name, maker(Site(generator, story)), [story])
    for number in range(per_template):
        yield several(generator, [told[(3 * number + offset) % len(told)] for offset in range(3)])
