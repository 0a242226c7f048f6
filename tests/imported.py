"""Imports whatever a command of Dateline may import, for the process that all are forked from."""

from __future__ import annotations

import importlib
import pkgutil

for room in ("corpus", "models", "training"):
    package = importlib.import_module(f"dateline.{room}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations." not in module.name:  # Alembic imports them, while it works
            importlib.import_module(module.name)

for name in (
    *("alembic.command", "argon2", "charset_normalizer", "docx", "fastwarc", "ftfy", "httptools"),
    *("jsonlines", "matplotlib.figure", "pyarrow.csv", "pyarrow.parquet", "pypdf", "rich.table"),
    *("sklearn.linear_model", "skops.io", "threadpoolctl", "uvicorn.loops.auto"),
    *("uvicorn.protocols.http.auto", "uvloop"),
):
    importlib.import_module(name)
