"""How the report's pictures are drawn: type, colours, margins, and a figure as SVG inside a page.

Colours and type come from the page's style sheet, so that one picture serves light, dark and print:
shapes are drawn in stand-in colours that become CSS variables. Names of labels are put in
afterwards, escaped, so any script and any character may stand in them. The same figure gives the
same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "DASHES",
    "HUES",
    "INK",
    "MUTED",
    "PAPER",
    "RULE",
    "SERIES",
    "WIDTH",
    "axis_in_tenths",
    "beside",
    "blank",
    "drawing",
    "hollow",
    "legend",
    "placeholder",
    "plot",
    "png",
    "spread",
    "svg",
]

INK, MUTED, RULE, PAPER = "#010203", "#010204", "#010205", "#010206"
HUES = 6
SERIES = tuple(f"#0102{16 + hue:02x}" for hue in range(HUES))
PAINT = {
    INK: "currentColor",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    PAPER: "var(--paper)",
    **{colour: f"var(--series-{hue})" for hue, colour in enumerate(SERIES)},
}
LIGHT = {
    INK: "#1d1f23",
    MUTED: "#5c6068",
    RULE: "#d5d2c8",
    PAPER: "#ffffff",
    **dict(
        zip(
            SERIES,
            ("#0b5c99", "#ad4500", "#00694a", "#92376f", "#7a5a00", "#4a4fb0"),
            strict=True,
        )
    ),
}
"""What the stand-in colours become where no style sheet gives them."""
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)))
"""How lines go on differing where there are more labels than hues."""

LONGEST_NAME = 26
WIDTH = 7.4
"""inches, 72 units of the picture each"""

PIXELS = 160
"""an inch, of a PNG"""

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dateline",
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


def beside(
    axes: Axes, y: float, text: str, points: float, *, ha: str = "right", color: str = INK
) -> None:
    """Write a text so many points left of the plot, in a row of it."""
    at = (points, -3.2)
    axes.annotate(text, (0, y), at, ("axes fraction", "data"), "offset points", ha=ha, color=color)


def hollow(marker: str, size: int, colour: str) -> dict[str, Any]:
    return {"marker": marker, "s": size, "facecolor": PAPER, "edgecolor": colour, "lw": 1.5}


def legend(figure: Figure, items: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Draw the key in the margin above the plot: a marker and a word each."""
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0, 1 - 0.4 / height, 1, 0.4 / height), xlim=(0, WIDTH), ylim=(0, 1))
    axes.axis("off")
    x = 2.05
    for name, look in items:
        axes.scatter(x + 0.06, 0.6, **look)
        axes.text(x + 0.2, 0.6 - 0.11, name, color=MUTED, fontsize=9)
        x += 0.42 + 0.062 * len(name)


def axis_in_tenths(set_ticks: Any) -> None:
    set_ticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"])


def spread(wanted: dict[int, float], gap: float) -> dict[int, float]:
    """Return places near the wanted ones, in the same order and at least `gap` apart."""
    order = sorted(wanted, key=lambda index: (wanted[index], -index))
    placed: dict[int, float] = {}
    lowest = 0.0
    for index in order:
        placed[index] = max(wanted[index], lowest)
        lowest = placed[index] + gap
    return placed


def drawing() -> Any:
    from matplotlib import style

    return style.context(["default", STYLE])


def blank(height: float) -> Figure:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    return figure


def plot(
    height: float, *, left: float, right: float, top: float, bottom: float
) -> tuple[Figure, Axes]:
    """Return a figure with one plot; the margins are in inches."""
    figure = blank(height)
    box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (top + bottom) / height)
    return figure, figure.add_axes(box)


def placeholder(index: int) -> str:
    """Return what stands for a label's name until `svg` puts it in."""
    return f"@{index}@"


def svg(figure: Figure, name: str, names: Sequence[str], description: str) -> str:
    """Return a figure as an SVG element whose ids are its own and whose colours are the page's."""
    file = StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None})
    svg = file.getvalue()
    svg = svg[svg.index(">", svg.index("<svg")) + 1 :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r"font: (?:(\d+|bold) )?([\d.]+)px [^;\"]*", _type, svg)
    svg = re.sub("#0102[0-9a-f]{2}", lambda found: PAINT[found[0]], svg)
    svg = re.sub(r"@(\d+)@", lambda found: escape(_shortened(names[int(found[1])])), svg)
    width, height = figure.get_size_inches() * 72
    box = f"0 0 {width:g} {height:g}"
    return f'<svg viewBox="{box}" role="img" aria-label="{escape(description)}">{svg}'


def png(figure: Figure, names: Sequence[str]) -> bytes:
    """Return a figure as a PNG file on white, for where no page surrounds it; the same bytes again."""
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

    def painted(colours: Any) -> Any:
        if isinstance(colours, str):
            return LIGHT.get(colours, colours)
        rows = [
            LIGHT.get(to_hex(row), to_hex(row)) + f"{round(255 * row[3]):02x}" for row in colours
        ]
        return rows or colours

    for artist in figure.findobj():
        for kind in ("color", "facecolor", "edgecolor"):
            known = getattr(artist, f"get_{kind}", None)
            if known and (isinstance(colours := known(), str) or getattr(colours, "ndim", 0) == 2):
                artist.set(**{kind: painted(colours)})
        if isinstance(artist, Text):
            artist.set_parse_math(False)
            artist.set_text(
                re.sub(
                    r"@(\d+)@", lambda found: _shortened(names[int(found[1])]), artist.get_text()
                )
            )
    file = BytesIO()
    figure.savefig(file, format="png", dpi=PIXELS, facecolor="white", metadata={"Software": None})
    return file.getvalue()


def _type(found: re.Match[str]) -> str:
    weight = f"font-weight: {found[1]}; " if found[1] else ""
    return f"{weight}font-size: {found[2]}px"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
