"""Real training, sleep and food logs: from the files of other apps into the log."""

from ..log.import_marks import Import, effective, imports_of, start_date
from .conventions import Options
from .detect import FORMAT_NAMES
from .importing import Draft, Unknown, commit_import, draft_import, undo_import
from .names import Names, load_names

__all__ = [
    "FORMAT_NAMES",
    "Draft",
    "Import",
    "Names",
    "Options",
    "Unknown",
    "commit_import",
    "draft_import",
    "effective",
    "imports_of",
    "load_names",
    "start_date",
    "undo_import",
]
