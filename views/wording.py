"""Sentences of the models in the language of a request."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import get_locale, gettext

from models.description.findings import CODES, Finding
from models.description.screen import Screen, Wording


def language() -> str:
    """The language of this request, "id" where Babel knows none."""
    locale = get_locale()
    return locale.language if locale else "id"


def words(wording: Wording | None) -> str:
    """A wording in the language of this request."""
    return wording.in_language(language()) if wording else ""


def inside(label: str) -> str:
    """A label in the middle of a sentence: laporan, but SKM."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def adding(screen: Screen) -> str:
    """What the button for a new row says."""
    if screen.add_label:
        return words(screen.add_label)
    return gettext("Tambah %(label)s", label=inside(words(screen.label)))


def sentence(msgid: str, facts: Mapping[str, object]) -> str:
    """A sentence with its facts in place; a fact that is missing shows its name."""
    said = {name: words(fact) if isinstance(fact, Wording) else fact for name, fact in facts.items()}
    return gettext(msgid).format_map(_Facts(said))


def finding(problem: Finding) -> str:
    """What is wrong with a description, and what to do about it."""
    code = CODES[problem.code]
    said = {name: _fact(name, fact) for name, fact in problem.facts.items()}
    if problem.closest:
        hint = sentence("Maksud Anda {word}?", {"word": problem.closest})
    else:
        hint = gettext(problem.cure) if problem.cure else sentence(code.cure, said) if code.cure else ""
    return f"{sentence(code.sentence, said)} {hint}".rstrip()


def _fact(name: str, fact: object) -> object:
    """Reasons and kinds are sentences and words of ours; names of columns and files are not."""
    return gettext(str(fact)) if fact and name in ("reason", "expected", "kind") else fact


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
