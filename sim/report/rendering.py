"""Pages from templates: whatever is put in is escaped, and a name that is missing is an error."""

from __future__ import annotations


def render(template: str, **given: object) -> str:
    """Return a page as text.

    Args:
        template: File in the folder of templates.
        given: What it may name.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(given)
