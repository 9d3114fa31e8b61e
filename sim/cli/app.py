"""The application: its commands, and how errors become one line and an exit status."""

from __future__ import annotations

import io
import os
import signal
import sys

from cyclopts import App, CycloptsError, UnusedCliTokensError

from ..errors import CannotWriteError, RegainError, ScenarioError
from ..text import plain, visible
from . import (
    branches,
    calibrate,
    doctor,
    explain,
    fitload,
    identify,
    imports,
    logs,
    person,
    reference,
    simulate,
    studies,
)

INTERRUPTED = 130
BAD_USAGE = 2
PIPE_CLOSED = 141

HELP = """Regain: which leg-training plan brings the muscle back soonest, at what cost, and how sure can we be?

It simulates weeks of training, fatigue, sleep and food as events, folds them into a body, and compares plans.
Start with `regain scenarios`, then `regain compare NAME`.

Exit status: 0 fine, 1 a check failed, 2 bad input or usage, 3 an optional extra is missing, 74 cannot write,
130 interrupted. Regain is a simulation for study and planning; it is no medical advice.
"""


def _version() -> str:
    from ..versions import regain_version

    return regain_version()


app = App(
    name="regain",
    help=HELP,
    help_format="plaintext",
    version=_version,
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


for command in (
    simulate.compare,
    simulate.run,
    logs.runs,
    logs.log,
    logs.state,
    logs.replay,
    logs.verify,
    doctor.doctor,
    branches.fork,
    branches.tree,
    explain.explain,
    studies.studies,
    calibrate.calibrate,
    identify.identify,
    person.fit,
    person.forecast,
    fitload.fit_load,
    reference.scenarios,
    reference.parameters,
    reference.exercises,
    reference.validate,
    reference.schema,
    reference.gallery,
):
    app.command(command)
app.command(imports.import_, name="import")
app.command(imports.undo_import)


def main(tokens: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _suit_the_environment()
    try:
        _refuse_closed_output()
        status = app(tokens, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _fail(_misused(error), BAD_USAGE)
    except ScenarioError as error:
        # Each line already begins with its place, as compilers and editors have it.
        print(visible(str(error)), file=sys.stderr)
        return error.exit_status
    except RegainError as error:
        return _fail(str(error), error.exit_status)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return _fail("interrupted; what was recorded before is kept", INTERRUPTED)
    except (OSError, SystemExit) as error:
        return _cannot_write(error)
    return status if isinstance(status, int) else 0


def _refuse_closed_output() -> None:
    """Refuse to compute what nobody can read.

    Raises:
        CannotWriteError: Standard output was closed before this program began.
    """
    if sys.stdout is None:
        raise CannotWriteError("output: expected somewhere to write, found standard output closed; open it")


def _suit_the_environment() -> None:
    """Let neither a notebook's settings nor a terminal of few letters fail what was computed."""
    # Pictures go to files, whatever draws in the program that started this one.
    os.environ["MPLBACKEND"] = "agg"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _misused(error: CycloptsError) -> str:
    """Say what was wrong with a command line, and which help tells how it goes."""
    command = " ".join(("regain", *(error.command_chain or ())))
    said = str(error)
    if isinstance(error, UnusedCliTokensError):
        surplus = (error.unused_tokens or [""])[0]
        said = f"`{command}` takes nothing more, found {surplus!r}."
    return f"{plain(said)} Try `{command} --help`."


def _cannot_write(error: OSError | SystemExit) -> int:
    # The console of the help leaves by SystemExit, and only when its reader has left.
    if isinstance(error, (BrokenPipeError, SystemExit)):
        # Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return _fail(f"{error.filename or 'output'}: {error.strerror}", CannotWriteError.exit_status)


def _fail(message: str, status: int) -> int:
    print(f"regain: {visible(message)}", file=sys.stderr)
    return status
