"""The command line: the only place where anything is printed."""

from .app import main

__all__ = ["main"]
