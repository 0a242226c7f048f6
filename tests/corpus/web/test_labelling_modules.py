"""The parts of the labelling page that only reckon: quotations, keys, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Server
from .labelling import open_page


@pytest.fixture
def page(browser: Any, serving: Callable[..., Server]) -> Iterator[Any]:
    page = open_page(browser, serving())
    yield page
    page.context.close()


QUOTATION_END = """async ([sentences, at]) => {
  const { quotationEnd } = await import("/static/quotation.js");
  return quotationEnd((i) => sentences[i], at);
}"""
QUOTATIONS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 2, ("“One.", "Two.", "Three.”", "Four.")),
    (1, 2, ("“One.", "Two.", "Three.”", "Four.")),
    (0, 0, ("“One.”", "“Two.", "Three.”")),
    (0, 2, ("“One.", "¶“Two.", "Three,” she said.", "¶“Four.")),
    (0, 0, ("“One.", "¶Two.", "Three.”")),
    (0, 1, ("“One,” she said. “Two.", "Three.”", "“Four.”")),
    (0, 1, ('"One.', 'Two."', '"Three."')),
    (0, 1, ('She said: "One.', '¶"Two."', "Three.")),
    (0, 1, ("„Eins.", "Zwei.“", "„Drei.“")),
    (0, 1, ("«Un.", "Deux.»", "Trois.")),
    (0, 1, ("»Eins.", "Zwei.«", "Drei.")),
    (0, 2, ("“One ‘inner’ one.", "It’s two.", "Three.”", "Four.")),
    (0, 0, ("No quotation.", "“One.”")),
    (0, 1, ("“Never closed.", "Two.")),
)
"""From which sentence, up to which, and the sentences; ¶ begins a paragraph."""


def test_where_a_quotation_ends(page: Any) -> None:
    """At the mark that closes it, over paragraphs that open it anew, in every style of marks."""
    for at, end, texts in QUOTATIONS:
        paragraph, sentences = 0, []
        for text in texts:
            paragraph += text.startswith("¶")
            inside = "quotation" not in text
            text = text.removeprefix("¶")
            sentences.append({"text": text, "paragraph": paragraph, "inQuote": inside})
        assert page.evaluate(QUOTATION_END, [sentences, at]) == end, texts


COMMAND = """async ([press, rtl]) => {
  const { commandOf } = await import("/static/keyboard.js");
  return commandOf(new KeyboardEvent("keydown", press), rtl);
}"""
KEYS: tuple[tuple[dict[str, Any], bool, str | None], ...] = (
    ({"key": "j", "code": "KeyJ"}, False, "down"),
    ({"key": "ArrowLeft", "code": "ArrowLeft"}, False, "up"),
    ({"key": "ArrowLeft", "code": "ArrowLeft"}, True, "down"),
    ({"key": "ArrowDown", "code": "ArrowDown", "shiftKey": True}, False, "extend-down"),
    ({"key": "&", "code": "Digit1"}, False, "label:1"),
    ({"key": "3", "code": "Numpad3"}, False, "label:3"),
    ({"key": "0", "code": "Digit0"}, False, "none"),
    ({"key": "ز", "code": "KeyZ"}, False, "undo"),
    ({"key": "г", "code": "KeyU"}, False, "unsure"),
    ({"key": "S", "code": "KeyS", "shiftKey": True}, False, "skip-why"),
    ({"key": "S", "code": "KeyS"}, False, "skip"),
    ({"key": "z", "code": "KeyZ", "ctrlKey": True}, False, "undo"),
    ({"key": "Z", "code": "KeyZ", "metaKey": True, "shiftKey": True}, False, "redo"),
    ({"key": "c", "code": "KeyC", "ctrlKey": True}, False, None),
    ({"key": "1", "code": "Digit1", "ctrlKey": True}, False, None),
    ({"key": "n", "code": "KeyN", "altKey": True}, False, None),
    ({"key": "?", "code": "Slash", "shiftKey": True}, False, "help"),
    ({"key": "PageDown", "code": "PageDown"}, False, None),
)


def test_what_keys_mean(page: Any) -> None:
    """On any keyboard, in either direction of writing; what belongs to the browser is left to it."""
    for press, rtl, command in KEYS:
        assert page.evaluate(COMMAND, [press, rtl]) == command, press


REPLAY = """async (judgments) => {
  const { History } = await import("/static/history.js");
  const history = new History();
  for (const { before, ...judgment } of judgments) history.add(judgment, before);
  const said = (step, side) => step && step.map(({ start, state }) => [start, state?.id ?? null]);
  return [said(history.undo()), said(history.redo())];
}"""
ACTIONS = st.lists(
    st.one_of(
        st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
        st.sampled_from(["undo", "redo"]),
    ),
    max_size=25,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_undo_follows_from_the_judgments_alone(page: Any, actions: list[Any]) -> None:
    """Whatever was judged, undone and done again: reading it anew gives the same two stacks."""
    now: dict[int, str] = {}
    done: list[list[tuple[int, str | None, str]]] = []
    undone: list[list[tuple[int, str | None, str]]] = []
    judgments: list[dict[str, Any]] = []

    def say(start: int, action: str, group: str) -> None:
        before = {"id": now[start]} if start in now else None
        now[start] = f"j{len(judgments)}"
        judgments.append(
            {
                "id": now[start],
                "article_id": "a",
                "start": start,
                "action": action,
                "group": group,
                "before": before,
            }
        )

    for number, action in enumerate(actions):
        group = f"g{number}"
        if isinstance(action, list):
            before = [(start, now.get(start)) for start in action]
            for start in action:
                say(start, "judge", group)
            done.append([(start, was, now[start]) for start, was in before])
            undone.clear()
        else:
            source, target = (done, undone) if action == "undo" else (undone, done)
            if not source:
                continue
            step = source.pop()
            target.append(step)
            for start, _, _ in step:
                say(start, action, group)
    expected_undo = [[start, was] for start, was, _ in done[-1]] if done else None
    expected_redo = [[start, is_] for start, _, is_ in undone[-1]] if undone else None
    assert page.evaluate(REPLAY, judgments) == [expected_undo, expected_redo]
