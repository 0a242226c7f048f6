"""The commands of the annotators' page: serve it, say who may come in, say who labels what."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..terminal.console import say, show_json, show_table, warn
from ..terminal.options import AsJson, CorpusAddress, Seed

app = typer.Typer()
user_app = typer.Typer(help="Who may come in: add, list, disable.", no_args_is_help=True)
app.add_typer(user_app, name="user")

DEFAULT_PORT = 8642
INVITE_DAYS = 7
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0: a free one.")]


@app.command()
def annotate(
    corpus: CorpusAddress = "corpus.db",
    port: Port = DEFAULT_PORT,
    browser: Annotated[
        bool, typer.Option(help="Open the page in the browser when run in a terminal.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Label sentences in their article, on this machine: prints a one-time link and opens it."""
    from ..store import open_corpus
    from ..web.page import Page
    from ..web.server import PATIENCE, run_page

    with open_corpus(corpus, patience=PATIENCE) as opened:
        page = Page(opened, team=False)

        def ready(address: str) -> None:
            link = f"{address}/enter?token={page.make_link()}"
            if as_json:
                return show_json({"link": link, "address": address})
            say(link)
            warn(f"Serving {opened.address} on this machine only. Ctrl-C stops it.")
            if browser and sys.stdout.isatty():
                _open_browser(link)

        _serve(lambda: run_page(page, "127.0.0.1", port, ready))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes that serve; above 1 on PostgreSQL.")
    ] = 1,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Serve a team: accounts with roles, invite links, passwords."""
    from ..errors import PageError
    from ..store import open_corpus
    from ..store.people import list_people
    from ..web.page import Page
    from ..web.server import PATIENCE, run_page, run_workers

    with open_corpus(corpus, patience=PATIENCE) as opened:
        if workers > 1 and opened.in_file:
            raise PageError(
                f"found --workers {workers}, allowed for a corpus file: 1, since it has one writer; "
                "several processes need PostgreSQL: dateline backup, then dateline restore FILE "
                "--corpus postgresql://..."
            )
        page = Page(opened, team=True)
        with page.read() as connection:
            coordinators = [one for one in list_people(connection) if one.role == "coordinator"]

        def ready(address: str) -> None:
            if as_json:
                show_json({"link": f"{address}/", "address": address})
            else:
                say(f"{address}/")
            if not coordinators:
                warn(
                    "There is no coordinator yet: dateline user add NAME --role coordinator --url "
                    f"{address} prints an invite (--url: the address that people will type)"
                )
            elif not any(one.has_password for one in coordinators):
                warn("No coordinator has opened their invite yet.")
            if not host.startswith("127.") and host not in ("::1", "localhost"):
                warn(
                    "Others can reach this port, and what they send can be read on the way: put a "
                    "server with TLS before it."
                )

        if workers > 1:
            _serve(lambda: run_workers(corpus, workers, host, port, ready))
        else:
            _serve(lambda: run_page(page, host, port, ready))


def _serve(run: Callable[[], None]) -> None:
    import signal

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # how services are stopped
    with suppress(KeyboardInterrupt):
        run()
    warn("Stopped. Every answer that the server took is saved.")


def _open_browser(link: str) -> None:
    shown = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if shown:  # otherwise one that draws in this terminal might come
        import webbrowser

        webbrowser.open(link)


@user_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="An id; one that nobody can be traced by is best.")],
    role: Annotated[
        Literal["annotator", "adjudicator", "coordinator"], typer.Option("--role")
    ] = "annotator",
    url: Annotated[
        str, typer.Option("--url", help="Where the page is served, for the invite link.")
    ] = f"http://127.0.0.1:{DEFAULT_PORT}",
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Make an account, or a new invite for one: prints a link to choose a password by."""
    import time

    from ..store import open_corpus
    from ..store.people import add_person, find_person, make_invite

    now = time.time()
    with open_corpus(corpus) as opened, opened.write() as connection:
        person = find_person(connection, name) or add_person(connection, name, role, now)
        secret = make_invite(connection, person, now + INVITE_DAYS * 86400)
    link = f"{url.rstrip('/')}/invite/{secret}"
    if as_json:
        return show_json({"user": person.id, "role": person.role, "invite": link})
    say(link)
    warn(
        f"{person.id} ({person.role}) can choose a password there within {INVITE_DAYS} days, once."
    )


@user_app.command("list")
def list_(corpus: CorpusAddress = "corpus.db", as_json: AsJson = False) -> None:
    """Who has an account, with role and state."""
    from ..store import open_corpus
    from ..store.people import list_people

    with open_corpus(corpus) as opened, opened.read() as connection:
        people = list_people(connection)
    if as_json:
        rows = [
            {"user": p.id, "role": p.role, "disabled": p.disabled, "password": p.has_password}
            for p in people
        ]
        return show_json({"users": rows})
    if not people:
        return say("Nobody has an account yet; make one with: dateline user add NAME")
    show_table(
        ["user", "role", "state"],
        [
            [
                p.id,
                p.role,
                "disabled" if p.disabled else "active" if p.has_password else "no password",
            ]
            for p in people
        ],
    )


@user_app.command("disable")
def disable(
    name: Annotated[str, typer.Argument(help="The account's name.")],
    enable: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Shut somebody out at once; what they judged stays."""
    from ..errors import AccountError, one_of, shorten
    from ..store import open_corpus
    from ..store.people import find_person, list_people, set_disabled

    with open_corpus(corpus) as opened, opened.write() as connection:
        person = find_person(connection, name)
        if person is None:
            known = one_of(held.id for held in list_people(connection)) or "nobody yet"
            raise AccountError(f"nobody has an account called {shorten(name)}; there is: {known}")
        set_disabled(connection, person, not enable)
    if as_json:
        return show_json({"user": person.id, "disabled": not enable})
    say(f"{person.id} {'can come in again' if enable else 'is shut out'}.")


@app.command()
def assign(
    per_sentence: Annotated[
        int | None,
        typer.Option(
            "--per-sentence",
            metavar="K",
            help="Judgments wanted of each sentence.  [default: as last said; at first 2]",
        ),
    ] = None,
    calibration: Annotated[
        int, typer.Option("--calibration", min=0, help="Articles that everyone labels, in all.")
    ] = 0,
    gold: Annotated[
        int, typer.Option("--gold", min=0, help="Articles with known answers mixed in, in all.")
    ] = 0,
    articles: Annotated[
        list[str] | None,
        typer.Option("--article", metavar="ID", help="Only this article; can be repeated."),
    ] = None,
    order: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Only the articles of this file, and these first."
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="NAME", help="Whom these articles are meant for first."),
    ] = None,
    seed: Seed = 0,
    corpus: CorpusAddress = "corpus.db",
    as_json: AsJson = False,
) -> None:
    """Who labels what: whole articles into the queue, K judgments a sentence; twice changes nothing."""
    from dataclasses import asdict

    from ..assign import assign as fill
    from ..assign import read_order
    from ..store import open_corpus

    if order and articles:
        raise typer.BadParameter("--from and --article both say which articles; give one of them")
    with open_corpus(corpus) as opened:
        done = fill(
            opened,
            per_sentence=per_sentence,
            calibration=calibration,
            gold=gold,
            articles=read_order(order) if order else articles,
            first=order is not None,
            to=to or (),
            seed=seed,
        )
    if as_json:
        return show_json(asdict(done))
    say(
        f"{done.articles:,} articles are in the queue ({done.added:,} of them new), "
        f"{done.per_sentence} judgments a sentence."
    )
    if done.calibration or done.gold:
        say(f"Of them everyone labels {done.calibration:,}, and {done.gold:,} have known answers.")
    if done.planned:
        say(f"Turns meant for {', '.join(to or ())}: {done.planned:,}.")
    if done.kept:
        warn(f"{done.kept:,} articles keep a higher number: they have more judgments already.")
