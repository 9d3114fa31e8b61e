"""What people see: pictures, tables, the page and the files that hold them."""

from __future__ import annotations

from .figures import draw_figures
from .files import write_tables
from .page import write_everything
from .tables import comparison_table
from .thumbnail import draw_thumbnail

__all__ = ["comparison_table", "draw_figures", "draw_thumbnail", "write_everything", "write_tables"]
