"""Who acts. The doors make one from a login, a token or the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

ACTIONS = ("list", "show", "add", "edit", "delete", "export")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, with the rights that hold for this request.

    `rights` has pairs (action, screen key); `everything` is for the command line, which the machine's
    owner runs. `door` says where the work comes from: form, api, grid, cli, job. `label` is the person's
    name; `behalf` is set while they stand in for somebody ("Plt. Camat").
    """

    id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    rights: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    everything: bool = False
    door: str = "form"
    label: str = ""
    behalf: str = ""

    @property
    def shown(self) -> str:
        """The name that people read."""
        return self.label or self.name

    def may(self, action: str, screen: str) -> bool:
        return self.everything or (action, screen) in self.rights
