"""A workflow as Mermaid text, and what of it is drawn once."""

from __future__ import annotations

from models import diagram
from models.description.screen import Wording
from models.description.workflow import State, Transition, Workflow


def step(key: str, sources: str, target: str | None, *roles: str) -> Transition:
    return Transition(key, Wording(key.capitalize()), frozenset(sources.split()), target, frozenset(roles))


STATES = (
    State("baru", Wording("Baru: masuk", "New"), initial=True),
    State("jeda", Wording("Menunggu"), paused=True),
    State("jalan", Wording("Berjalan")),
    State("selesai", Wording("Selesai", "Done"), open=False),
)
STEPS = (
    step("mulai", "baru jeda", "jalan", "Kasi", "Camat"),
    step("tutup", "jalan", "selesai", "Camat"),
    step("cabut", "baru jeda jalan", "selesai", "Petugas"),
    step("catat", "jalan", None, "Petugas"),
)
WORKFLOW = Workflow(
    "uji", Wording("Uji"), {one.key: one for one in STATES}, (), {one.key: one for one in STEPS}
)


def test_the_text_has_every_state_and_every_way() -> None:
    assert (
        diagram.mermaid(WORKFLOW)
        == """\
stateDiagram-v2
  direction TB
  state "Baru - masuk" as s0
  state "Menunggu" as s1
  state "Berjalan" as s2
  state "Selesai" as s3
  [*] --> s0
  s0 --> s2 : Mulai (Camat, Kasi)
  s0 --> s3 : Cabut (Petugas)
  s1 --> s2 : Mulai (Camat, Kasi)
  s1 --> s3 : Cabut (Petugas)
  s2 --> s3 : Tutup (Camat)
  s2 --> s3 : Cabut (Petugas)
  s2 --> s2 : Catat (Petugas)
  s3 --> [*]
  classDef closed fill:#eef1f4,stroke:#52606d
  classDef paused fill:#fff3d6,stroke:#8a6100
  class s1 paused
  class s3 closed
"""
    )


def test_the_words_are_those_of_the_language() -> None:
    assert 'state "New" as s0' in diagram.mermaid(WORKFLOW, "en")


def test_a_step_out_of_every_open_state_is_known() -> None:
    assert [key for key, one in WORKFLOW.transitions.items() if diagram.is_everywhere(WORKFLOW, one)] == [
        "cabut"
    ]
