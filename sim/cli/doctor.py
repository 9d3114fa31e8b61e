"""The command that looks at the software, the store and their hazards."""

from __future__ import annotations

import attrs

from .support import DEFAULT_STORE, Format, Store, print_table, write_rows


def doctor(*, store: Store = DEFAULT_STORE, format: Format = "text") -> int:
    """Say which software and which store are in use, and which known hazards apply.

    Exit status 1 if a hazard is serious: something that can lose or damage a log.
    """
    from ..log.doctor import SERIOUS, examine

    findings = examine(store)
    if format == "text":
        rows = [(one.topic, one.found, one.weight, one.advice) for one in findings]
        print_table("Regain's health here", ("", "found", "", "what to do"), rows, numbers_from=4)
    else:
        write_rows([attrs.asdict(one) for one in findings], format)
    return 1 if any(one.weight == SERIOUS for one in findings) else 0
