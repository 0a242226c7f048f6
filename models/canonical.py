"""Same pipeline, same bytes: a skops file without the traces of the process that wrote it.

skops names objects by their address in memory (`__id__`, `140213.npy`), stores the time of writing
and sets in hash order, so that two runs differ. The file is written anew: objects and members
numbered in the order in which they first appear, sets of constants sorted, times fixed. It loads to
the same object.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["canonical_skops"]

_SCHEMA = "schema.json"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""
_CONSTANTS = frozenset({"FunctionNode", "JsonNode", "TypeNode"})
"""Loaders of what never changes: whether Python shared it between two places says nothing."""

_ADDRESSES = ("_stop_words_id",)
"""Attributes in which scikit-learn keeps an address in memory, void in any other process."""


def canonical_skops(data: bytes) -> bytes:
    """Return a skops file that loads to the same object and depends on nothing but that object."""
    with ZipFile(BytesIO(data)) as old:
        schema = _without_accidents(json.loads(old.read(_SCHEMA)))
        members = _renumber(schema)
        packed = BytesIO()
        with ZipFile(packed, "w") as new:
            _write(new, _SCHEMA, json.dumps(schema, separators=(",", ":")).encode())
            for name, old_name in members.items():
                _write(new, name, old.read(old_name))
    return packed.getvalue()


def _without_accidents(node: Any) -> Any:
    """Return a schema without the ids of constants and without addresses, its sets in order."""
    if isinstance(node, list):
        return [_without_accidents(item) for item in node]
    if not isinstance(node, dict):
        return node
    clean = {key: _without_accidents(value) for key, value in node.items()}
    if not _is_object(clean):
        return clean
    if clean["__loader__"] in _CONSTANTS:
        clean.pop("__id__", None)
    if clean["__loader__"] == "DictNode":
        for name in clean["content"].keys() & _ADDRESSES:
            clean["content"][name]["content"] = "null"
    if clean["__loader__"] == "SetNode":
        clean["content"] = sorted(clean["content"], key=json.dumps)
    return clean


def _renumber(schema: dict[str, Any]) -> dict[str, str]:
    """Number objects and members from 1 as they appear; return new member name -> old name."""
    ids: dict[int, int] = {}
    names: dict[str, str] = {}

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            if _is_object(node) and "__id__" in node:
                node["__id__"] = ids.setdefault(node["__id__"], len(ids) + 1)
            if _is_object(node) and "file" in node:
                suffix = node["file"].rpartition(".")[2]
                node["file"] = names.setdefault(node["file"], f"{len(names) + 1}.{suffix}")
        if isinstance(node, dict | list):
            for child in node.values() if isinstance(node, dict) else node:
                visit(child)

    visit(schema)
    return {new: old for old, new in names.items()}


def _is_object(node: dict[str, Any]) -> bool:
    """Whether a JSON object describes an object, and is not the content of a dictionary."""
    return isinstance(node.get("__loader__"), str)


def _write(archive: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, _NO_TIME)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3  # Unix, wherever it is written
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, compresslevel=6)
