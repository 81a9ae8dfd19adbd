"""What the apps of one process share."""

from __future__ import annotations

from jinja2 import DictLoader, Environment, Template

from app.quick import Templates


def template(text: str) -> Template:
    """Of an app of its own."""
    files = DictLoader({"sapaan.html": text})
    return Environment(loader=files, bytecode_cache=Templates(), autoescape=True).get_template("sapaan.html")


def test_a_template_is_compiled_once_for_all_apps_and_anew_when_it_changes() -> None:
    text = "Selamat pagi, {{ name }}."
    first, again, changed = template(text), template(text), template(text.replace("pagi", "siang"))
    assert again.root_render_func.__code__ is first.root_render_func.__code__
    assert again.render(name="<Sari>") == "Selamat pagi, &lt;Sari&gt;."
    assert changed.render(name="Budi") == "Selamat siang, Budi."
