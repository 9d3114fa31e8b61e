"""A comparison as one file: arrays as they are, everything else as JSON in which each thing says what it is.

The file is NumPy's ``.npz``. No code is stored or run: what may be rebuilt is listed here, and events are records of
the log. A file of another format, or a damaged one, is refused.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from .. import plan
from ..errors import InputError, LogError
from ..events import Event
from ..files import write_whole
from ..log.codec import decode, encode, from_json_line, to_json_line
from .arms import Arm, Outcome, Trajectory
from .bands import Band
from .comparison import Comparison, DrawnParameters, RecordedPast

FORMAT = 1
TEXT = "comparison.json"
KNOWN: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(kind for kind in vars(plan).values() if isinstance(kind, type) and attrs.has(kind)),
        Arm,
        Band,
        Comparison,
        DrawnParameters,
        Outcome,
        RecordedPast,
        Trajectory,
    )
}
"""What a file may hold, by name."""


def save_comparison(comparison: Comparison, path: Path | str) -> Path:
    """Write a comparison to a file, whole or not at all, and return its path.

    Raises:
        CannotWriteError: The disk refused the write.
    """
    arrays: dict[str, NDArray[Any]] = {}
    text = json.dumps({"format": FORMAT, "comparison": _plain(comparison, arrays)}, ensure_ascii=False)
    arrays[TEXT] = np.frombuffer(text.encode(), dtype=np.uint8)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]
    return write_whole(Path(path), content.getvalue())


def load_comparison(path: Path | str) -> Comparison:
    """Read a comparison that :func:`save_comparison` wrote: its tables, words and pictures are the same.

    Raises:
        InputError: The file cannot be read, is none of these, is damaged, or was written by a newer Regain.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        held = json.loads(arrays[TEXT].tobytes())
        if held["format"] != FORMAT:
            raise InputError(f"{path}: a comparison of format {held['format']}, this Regain reads {FORMAT}; update it")
        found = _rebuilt(held["comparison"], arrays)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}); expected a saved comparison") from error
    except (KeyError, LogError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(f"{path}: expected a saved comparison, found a damaged file or another; save anew") from error
    if not isinstance(found, Comparison):
        raise InputError(f"{path}: expected a saved comparison, found {type(found).__name__}")
    return found


def _plain(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:  # noqa: ANN401, PLR0911 - one line a kind of value
    """Return a value as JSON can hold it; arrays are put aside under the number that stands in their place."""
    if isinstance(value, np.ndarray):
        name = f"array-{len(arrays)}"
        arrays[name] = value
        return {"is": "array", "name": name}
    if isinstance(value, Event):
        return {"is": "event", "record": to_json_line(encode(value)).decode()}
    if isinstance(value, tuple):
        return [_plain(one, arrays) for one in value]
    if isinstance(value, list):
        return {"is": "list", "items": [_plain(one, arrays) for one in value]}
    if isinstance(value, dict):
        return {"is": "mapping", "items": [[key, _plain(one, arrays)] for key, one in value.items()]}
    if attrs.has(type(value)):
        fields = {field.name: _plain(getattr(value, field.name), arrays) for field in attrs.fields(type(value))}
        return {"is": type(value).__name__, **fields}
    return value


def _rebuilt(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:  # noqa: ANN401, PLR0911 - one line a kind of value
    if isinstance(value, list):
        return tuple(_rebuilt(one, arrays) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value["is"]
    if kind == "array":
        return arrays[value["name"]]
    if kind == "event":
        return decode(from_json_line(value["record"].encode()))
    if kind == "list":
        return [_rebuilt(one, arrays) for one in value["items"]]
    if kind == "mapping":
        return {key: _rebuilt(one, arrays) for key, one in value["items"]}
    return KNOWN[kind](**{name: _rebuilt(one, arrays) for name, one in value.items() if name != "is"})
