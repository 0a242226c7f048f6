"""What axe finds wrong with a page in a browser, in a fifth of the time.

Nearly all of axe's time goes into contrast, element by element, and a page repeats itself. So of the
elements that stand alike (the same tags, classes and colours all the way up) one is asked for its
contrast; every other rule is asked of everything.
"""

from __future__ import annotations

from typing import Any

__all__ = ["complaints"]

MARK_LOOKS = """() => {
    const seen = new Set();
    const painted = ["backgroundColor", "backgroundImage", "opacity", "filter", "position"];
    const written = ["color", "fontSize", "fontWeight", "fontStyle", "textShadow"];
    const says = (element, names) => {
        const style = getComputedStyle(element);
        return names.map((name) => style[name]).join();
    };
    const hasText = (element) =>
        "value" in element ||
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    for (const element of document.body.querySelectorAll("*")) {
        element.removeAttribute("data-look");
        if (!hasText(element) || !element.checkVisibility()) continue;
        let look = says(element, written);
        for (let at = element; at; at = at.parentElement)
            look += `${at.tagName} ${at.getAttribute("class")} ${says(at, painted)};`;
        if (!seen.has(look)) element.setAttribute("data-look", "");
        seen.add(look);
    }
    return seen.size;
}"""
FIND = """async ([looks, rule]) => {
    const all = { resultTypes: ["violations"] };
    const found = await axe.run({ ...all, rules: { [rule]: { enabled: false } } });
    if (!looks) return found.violations;
    const contrast = { ...all, runOnly: { type: "rule", values: [rule] } };
    const unclear = await axe.run({ include: [["[data-look]"]] }, contrast);
    for (const one of document.querySelectorAll("[data-look]")) one.removeAttribute("data-look");
    return [...found.violations, ...unclear.violations];
}"""


def complaints(page: Any) -> list[str]:
    """Return what axe complains of on a Playwright page as it stands, with the elements."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    looks = page.evaluate(MARK_LOOKS)
    found = page.evaluate(FIND, [looks, "color-contrast"])
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]
