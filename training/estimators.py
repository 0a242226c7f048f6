"""An estimator of one's own, by the name of the function that makes it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sklearn.base import clone

from dateline.corpus.errors import TrainingError, shorten
from dateline.models.folder import see_current_folder

__all__ = ["make_estimator"]


def make_estimator(name: str) -> Any:
    """Return what the factory named `package.module:factory` makes, unfitted.

    Modules of the current folder are found too, after all others. Raises TrainingError where there is
    no such package or factory, where it fails, and where what it makes is no scikit-learn estimator
    with probabilities.
    """
    module, colon, attribute = name.partition(":")
    if not (colon and module.replace(".", "_").isidentifier() and attribute.isidentifier()):
        raise TrainingError(
            f"{shorten(name)} names no estimator; write PACKAGE:FACTORY, as in my_models.text:make"
        )
    see_current_folder()
    try:
        factory = getattr(import_module(module), attribute, None)
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"{name}: there is no module {error.name!r}, neither installed nor in this folder"
        ) from None
    except Exception as error:  # it is somebody else's code
        raise _failed(name, "cannot be imported", error) from error
    if not callable(factory):
        found = "is no function" if factory is not None else "is not there"
        raise TrainingError(f"{name}: {attribute!r} of {module} {found}; name one that is")
    try:
        made = factory()
    except Exception as error:  # the same
        raise _failed(name, "fails", error) from error
    if isinstance(made, type) or not (hasattr(made, "fit") and hasattr(made, "get_params")):
        raise TrainingError(
            f"{name} gives {shorten(made)}, which is no scikit-learn estimator: it needs fit and "
            "get_params"
        )
    if not hasattr(made, "predict_proba"):
        raise TrainingError(
            f"{name} gives a {type(made).__name__} without predict_proba; thresholds need "
            "probabilities: put it into sklearn.calibration.CalibratedClassifierCV"
        )
    try:
        return clone(made)
    except Exception as error:  # the same
        raise _failed(name, "gives what cannot be copied", error) from error


def _failed(name: str, what: str, error: Exception) -> TrainingError:
    reason = str(error).partition("\n")[0]
    return TrainingError(f"{name} {what} ({type(error).__name__}: {reason})")
