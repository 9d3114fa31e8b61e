"""Every hostile name in every user's text: refused in one clear line, or harmless wherever it comes out."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import attrs
import pytest

from sim import compare
from sim.cli import main
from sim.cli.support import write_rows
from sim.errors import RegainError, ScenarioError
from sim.events import NoteMade, StreamStarted
from sim.explain import Explanation, Part
from sim.explain.outcome import outcome_named
from sim.log import open_store
from sim.report.figures import pictures
from sim.report.files import write_tables
from sim.report.page import report_html
from sim.report.waterfall import draw_waterfall
from sim.results import Comparison
from sim.scenario import read_scenario
from tests import hostile
from tests.hostile import HOSTILE

MOST_STRATEGIES = 41


def quoted(text: str) -> str:
    """Write a text as YAML and TOML both read it, every letter that does not print by its number."""
    short = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(short.get(one, one if one.isprintable() else f"\\U{ord(one):08x}") for one in text) + '"'


def scenario(labels: list[str], title: str = "Title", question: str = "Why?", name: str = "legs") -> str:
    plan = f"""
  own:
    week:
      - day: mon
        name: {quoted(name)}
        session: [{{exercise: back_squat, sets: 2, reps: 8}}]
"""
    strategies = "".join(
        f"  s{place}: {{label: {quoted(one)}, plan: library/two_leg_days}}\n" for place, one in enumerate(labels)
    )
    return (
        f"schema: 1\ntitle: {quoted(title)}\nquestion: {quoted(question)}\nhorizon_weeks: 1\n"
        f"{'plans:' + plan if name != 'legs' else ''}"
        f"strategies:\n{strategies}compare: {{athletes: 1, seed: 1}}\n"
    )


def accepted(text: Callable[[str], str]) -> Iterator[str]:
    """Yield the names that the reader takes; what it refuses, it refuses in lines that print anywhere."""
    for one in HOSTILE.values():
        try:
            read_scenario(text(one), "hostile")
        except ScenarioError as error:
            problems = error.problems
        else:
            yield one
            continue
        assert problems
        assert all(line.startswith("hostile:") and "\n" not in line for line in problems), problems
        assert not [harm for line in problems for harm in hostile.harms_of_terminal(line)], problems


@attrs.frozen
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def regain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run ``regain`` in a folder of its own, and see to it that nothing it says is harmful."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Done:
        capsys.readouterr()
        done = Done(main(list(words)), *capsys.readouterr())
        assert not list(hostile.harms_of_terminal(done.out)), done.out
        assert not list(hostile.harms_of_terminal(done.err)), done.err
        return done

    return run


def fails_clearly(done: Done, lines: int = 1) -> bool:
    """Tell whether a command refused its input, in as many lines at most."""
    return done.status == 2 and not done.out and 0 < len(done.err.strip().splitlines()) <= lines


def test_there_are_many_and_each_is_another() -> None:
    assert len(set(HOSTILE.values())) == len(HOSTILE) >= 60


@pytest.mark.parametrize(
    ("where", "text", "taken"),
    [
        ("label", lambda one: scenario([one]), 60),
        ("title", lambda one: scenario(["A"], title=one), 60),
        ("question", lambda one: scenario(["A"], question=one), 60),
        ("session", lambda one: scenario(["A"], name=one), 0),
        ("strategy", lambda one: scenario(["A"]).replace("  s0:", f"  {quoted(one)}:"), 0),
        ("plan", lambda one: scenario(["A"]).replace("library/two_leg_days", quoted(one)), 0),
    ],
)
def test_a_scenario_takes_words_as_words_and_names_only_if_they_are_plain(
    where: str, text: Callable[[str], str], taken: int
) -> None:
    found = list(accepted(text))
    assert len(found) >= taken, where
    assert taken or not found, where


@pytest.fixture(scope="module")
def lived() -> Comparison:
    return compare(read_scenario(scenario([f"S{place}" for place in range(MOST_STRATEGIES)]), "hostile"))


@pytest.fixture(scope="module")
def tame(lived: Comparison) -> str:
    few = attrs.evolve(lived, arms=lived.arms[:2])
    return report_html(few, pictures(few))


@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_files_of_a_comparison_hold_words_and_nothing_else(
    lived: Comparison, tame: str, tmp_path: Path, half: int
) -> None:
    # Markup and formulas come first in the table.
    words = list(accepted(lambda one: scenario([one])))[half * MOST_STRATEGIES :][:MOST_STRATEGIES]
    strategies = [attrs.evolve(arm.strategy, label=label) for arm, label in zip(lived.arms, words, strict=False)]
    assert len(strategies) == len(words)
    arms = tuple(attrs.evolve(arm, strategy=one) for arm, one in zip(lived.arms, strategies, strict=False))
    asked = attrs.evolve(
        lived.scenario, title=words[0], question=" ".join(words), strategies=tuple(strategies), baseline="s0"
    )
    named = attrs.evolve(lived, scenario=asked, arms=arms)
    write_tables(named, tmp_path)
    (tmp_path / "report.html").write_text(report_html(named, pictures(named)), encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 4
    assert not list(hostile.harms_of_files(tmp_path, tame))
    assert not list(hostile.harms_of_terminal(named.answer()))


def test_a_picture_of_two_runs_holds_words_and_nothing_else() -> None:
    found = Explanation(outcome_named("legs_size"), "mechanisms", 100.0, 101.0, 1, (Part("x", 1.0, "x"),), ())
    names = list(HOSTILE.values())
    for first, second in zip(names[::2], names[1::2], strict=False):
        assert not list(hostile.harms_of_svg(draw_waterfall(found, first, second).svg))


def test_what_a_run_says_of_its_label_prints_anywhere(regain: Callable[..., Done], tmp_path: Path) -> None:
    words = list(accepted(lambda one: scenario([one])))
    (tmp_path / "s.yaml").write_text(scenario(words[:MOST_STRATEGIES]), encoding="utf-8")
    for place in range(0, MOST_STRATEGIES, 5):
        assert regain("run", "s.yaml", "--strategy", f"s{place}").status == 0
    assert regain("fork", "s/s0", "--at", "day:3", "--scenario", "s.yaml", "--strategy", "s10").status == 0


SETS = "date,session,exercise,load_kg,reps,rpe\n" + "".join(
    f"2026-03-{day:02d} 18:00,Legs,{name},{load + day / 2},6,8\n"
    for day in (3, 6, 10, 13, 17, 20)
    for name, load in (("back squat", 100), ("leg press", 180))
)


def streams_of_one_person(regain: Callable[..., Done], folder: Path, names: list[str]) -> list[str]:
    """Record one person's log under every name that a store takes, and return these."""
    (folder / "sets.csv").write_text(SETS, encoding="utf-8")
    assert regain("import", "sets.csv", "--yes", "--body-mass-kg", "80").status == 0
    taken = []
    with open_store(str(folder / "outputs" / "regain.db")) as kept:
        log = kept.read("imported/me")
        for one in names:
            with suppress(RegainError):
                kept.append(one, log, expected_version=0)
                taken.append(one)
    return taken


def ask_of_a_person(regain: Callable[..., Done], folder: Path, tame: str, names: list[str], labels: list[str]) -> int:
    """Fit and forecast from a log of every name, two labels each time; return how many names were taken."""
    taken = streams_of_one_person(regain, folder, names)
    for place, one in enumerate(taken):
        pair = [labels[(2 * place + side) % len(labels)] for side in (0, 1)]
        (folder / "s.yaml").write_text(scenario(pair, title=pair[0], question=pair[1]), encoding="utf-8")
        # What begins like an option is one: the user has to say that it is a name.
        name = ("--", one) if one.startswith("-") else (one,)
        form = ("text", "json", "csv")[place % 3]
        assert regain("fit", "--out", "fits", "--format", form, *name).status == 0, one
        assert not list(hostile.harms_of_files(folder / "fits")), one
        asked = ("forecast", "--scenario", "s.yaml", "--athletes", "1", "--at", "day:14", "--format", form)
        assert regain(*asked, *name).status == 0, one
    assert {path.name for path in folder.iterdir()} == {"s.yaml", "sets.csv", "outputs", "fits"}
    assert not list(hostile.harms_of_files(folder / "outputs", tame))
    return len(taken)


def test_a_person_of_any_name_is_fitted_and_forecast_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str
) -> None:
    labels = [HOSTILE["script"], HOSTILE["formula"]]
    assert ask_of_a_person(regain, tmp_path, tame, [HOSTILE["way up"]], labels) == 1


@pytest.mark.slow
def test_a_third_of_all_names_of_a_person_are_fitted_and_forecast_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str
) -> None:
    words = list(accepted(lambda one: scenario([one])))
    assert ask_of_a_person(regain, tmp_path, tame, list(HOSTILE.values())[::3], words) > 15


def compare_labelled_runs(regain: Callable[..., Done], folder: Path, tame: str, labels: list[str]) -> None:
    """Compare a run with its forks under strategies of these labels."""
    (folder / "s.yaml").write_text(scenario(labels, title=labels[0], question=labels[-1]), encoding="utf-8")
    assert regain("run", "s.yaml", "--strategy", "s0").status == 0
    others = [f"s{place}" for place in range(1, len(labels))]
    for one in others:
        assert regain("fork", "s/s0/", "--at", "day:3", "--scenario", "s.yaml", "--strategy", one).status == 0
    done = regain("compare", "s/s0/", *(f"s/{one}/" for one in others), "--athletes", "2")
    assert done.status == 0, done.err
    assert regain("explain", "s/s0/", "s/s1/", "--out", "outputs").status == 0
    assert not list(hostile.harms_of_files(folder / "outputs", tame))


def test_recorded_runs_of_any_label_are_compared_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str
) -> None:
    compare_labelled_runs(regain, tmp_path, tame, [HOSTILE["title that closes"], HOSTILE["formula"]])


@pytest.mark.slow
@pytest.mark.parametrize("place", range(0, 60, 12))
def test_recorded_runs_of_every_label_are_compared_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str, place: int
) -> None:
    words = list(accepted(lambda one: scenario([one])))
    compare_labelled_runs(regain, tmp_path, tame, words[place : place + 12])


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_an_import_tells_of_names_without_harm(regain: Callable[..., Done], tmp_path: Path, form: str) -> None:
    rows = [["2026-03-02", one, other, "60", "5", "2"] for one in HOSTILE.values() for other in (one, "back squat")]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "session", "exercise", "load_kg", "reps", "reps_in_reserve"])
        writer.writerows([cell.replace("\x00", "") for cell in row] for row in rows)
    done = regain("import", "a.csv", "--unit", "kg", "--yes", "--format", form)
    assert done.status == 0, done.err
    if form != "text":
        assert not list((hostile.harms_of_json if form == "json" else hostile.harms_of_csv)(done.out))
    for words in (("log", "imported/me"), ("log", "imported/me", "--format", "jsonl"), ("runs",), ("tree",)):
        assert regain(*words).status == 0
    assert regain("runs", "--format", "csv").status == 0


def test_a_log_that_somebody_else_wrote_prints_anywhere(regain: Callable[..., Done], tmp_path: Path) -> None:
    words = [one for one in HOSTILE.values() if one not in hostile.BROKEN.values()]
    start = StreamStarted(time_days=0.0, origin="imported")
    notes = [NoteMade(time_days=1.0, text=one) for one in words]
    with open_store(str(tmp_path / "notes.db")) as kept:
        kept.append("theirs", [start, *notes], expected_version=0)
    told = regain("log", "theirs", "--store", "notes.db")
    assert told.status == 0
    assert len(told.out.splitlines()) == 1 + len(notes)
    lines = regain("log", "theirs", "--store", "notes.db", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["payload"]["text"] for line in lines[1:]] == words


def test_a_stream_of_any_name_is_refused_or_listed_without_harm(regain: Callable[..., Done], tmp_path: Path) -> None:
    refused = 0
    with open_store(str(tmp_path / "log.db")) as kept:
        for one in HOSTILE.values():
            try:
                kept.append(one, [StreamStarted(time_days=0.0, origin="imported")], expected_version=0)
            except RegainError as error:
                refused += 1
                assert not list(hostile.harms_of_terminal(str(error)))  # noqa: PT017 - most are not refused
    assert 0 < refused < len(HOSTILE)
    for command in ("runs", "tree", "verify"):
        regain(command, "--store", "log.db")
    for command in ("runs", "tree"):
        assert not list(hostile.harms_of_csv(regain(command, "--store", "log.db", "--format", "csv").out))


def test_names_to_be_pasted_are_read_as_what_they_are(regain: Callable[..., Done], tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "session", "exercise", "load_kg", "reps", "reps_in_reserve"])
        writer.writerows(["2026-03-02", "legs", one.replace("\x00", ""), "60", "5", "2"] for one in HOSTILE.values())
    told = regain("import", "a.csv", "--unit", "kg").out
    pasted = told[told.index("[exercises]") :].partition("\n\n")[0]
    assert len(tomllib.loads(pasted)["exercises"]) > 60


def possible_file_names() -> list[str]:
    """Return the names that a file can have on this system."""
    return [
        one
        for one in HOSTILE.values()
        if not set("/\x00") & set(one) and one not in {".", ".."} and len(one.encode(errors="surrogatepass")) < 240
    ]


def named(folder: Path, name: str, content: str) -> Path | None:
    """Write a file of a hostile name, where the system takes it."""
    try:
        (folder / name).write_text(content, encoding="utf-8")
    except (OSError, UnicodeEncodeError):
        return None
    return folder / name


def test_a_file_of_any_name_is_imported_or_refused_in_one_line(regain: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    rows = "date,session,exercise,load_kg,reps\n2026-03-02,legs,back squat,60,5\n"
    for place, name in enumerate(possible_file_names()):
        file = named(tmp_path / "files", name + ".csv", rows)
        if file is not None:
            done = regain("import", str(file), f"--athlete=a{place}", "--yes")
            assert done.status == 0 or fails_clearly(done), done
    assert not list(hostile.harms_of_csv(regain("runs", "--format", "csv").out))
    assert {path.name for path in tmp_path.iterdir()} == {"files", "outputs"}


def test_a_scenario_file_of_any_name_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    from sim.scenario import load_scenario

    taken, harms = [], []
    for name in ("legs", "my legs 2026", *possible_file_names()):
        file = named(tmp_path, name + ".yaml", scenario(["A"]))
        try:
            if file is not None:
                taken.append(load_scenario(file).name)
        except RegainError as error:
            harms += [*hostile.harms_of_terminal(str(error)), *str(error).splitlines()[1:]]
    assert not harms
    assert taken[:2] == ["legs", "my legs 2026"]
    for name in taken:
        assert not list(hostile.harms_of_path(tmp_path / "outputs" / name, tmp_path / "outputs"))


def test_a_load_table_of_any_name_leaves_its_files_in_a_folder_of_a_portable_name(tmp_path: Path) -> None:
    from sim.cli.fitload import folder_of

    for name in HOSTILE.values():
        folder = folder_of(tmp_path, Path(name.replace("/", "_") + ".csv"))
        assert folder.parent == tmp_path / "fit-load"
        assert not list(hostile.harms_of_path(folder, tmp_path))
    assert folder_of(tmp_path, Path("my season 2026.csv")) == tmp_path / "fit-load" / "my season 2026"


def test_columns_of_any_name_are_told_without_harm(regain: Callable[..., Done], tmp_path: Path) -> None:
    for one in HOSTILE.values():
        head = one.replace("\x00", "").encode(errors="replace").decode()
        with (tmp_path / "load.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["day", head, "performance"], ["1", head, head]])
        assert fails_clearly(regain("fit-load", "load.csv"))
        assert fails_clearly(regain("fit-load", "load.csv", f"--load={head}"), lines=4)


ASKED: tuple[Callable[[str], tuple[str, ...]], ...] = (
    lambda one: ("compare", one),
    lambda one: ("state", one),
    lambda one: ("state", "bed", f"--at={one}"),
    lambda one: ("replay", "bed", f"--set={one}"),
    lambda one: ("import", "x.csv", f"--athlete={one}"),
    lambda one: ("explain", "bed", "bed", f"--outcome={one}"),
)


def ask(regain: Callable[..., Done], every: int) -> None:
    assert regain("run", "bed_rest").status == 0
    for number, one in enumerate(HOSTILE.values()):
        for words in ASKED[number % every :: every]:
            assert fails_clearly(regain(*words(one))), words(one)


def test_whatever_is_asked_for_is_refused_in_one_line(regain: Callable[..., Done]) -> None:
    ask(regain, every=3)


@pytest.mark.slow
def test_wherever_it_is_asked_for_it_is_refused_in_one_line(regain: Callable[..., Done]) -> None:
    ask(regain, every=1)


def test_no_study_has_a_hostile_name() -> None:
    from sim.studies import load_study

    for one in HOSTILE.values():
        with pytest.raises(RegainError) as caught:
            load_study(one)
        assert not list(hostile.harms_of_terminal(str(caught.value)))


def test_rows_on_standard_output_are_no_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": one, "points": -0.5, "few": "-3"} for one in HOSTILE.values()]
    write_rows(rows, "csv")
    assert not list(hostile.harms_of_csv(capsys.readouterr().out))
    write_rows(rows, "json")
    out = capsys.readouterr().out
    assert [row["points"] for row in json.loads(out)] == [-0.5] * len(rows)
    assert not list(hostile.harms_of_terminal(out))
