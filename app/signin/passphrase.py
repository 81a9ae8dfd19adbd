"""Passwords: how they are kept, and which are too easy. Long ones are welcome; nobody must use a digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from werkzeug.security import check_password_hash
from zxcvbn import zxcvbn

from models.errors import PanelError

LONGEST = 1024
EXAMINED = 72  # zxcvbn's time grows with the length; what is longer is not easy for its end
EASY = 10**8  # guesses: with what was once a common password, a name or a year in it, one day's work
# What OWASP asks of argon2id, and 4 threads of 2 workers can afford.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Indonesian words that the English lists of zxcvbn lack, and the first that a guesser tries here.
LOCAL = re.findall(
    r"\w+",
    "panel meja aduan mejaaduan pengaduan kecamatan kelurahan kabupaten kantor camat lurah desa petugas "
    "admin rahasia sandi katasandi masuk kunci indonesia merdeka pancasila garuda bismillah alhamdulillah "
    "assalamualaikum sayang sayangku cinta cintaku selamat semangat keluarga jakarta bandung surabaya",
)


class TooEasy(PanelError):
    """The person sees why this password will not do. (400 and at the field)"""

    sentence = "Kata sandi ini terlalu mudah ditebak."


@dataclass(frozen=True, slots=True)
class Rule:
    """What a password must be in this office: long enough, and none of the words everybody would try."""

    least: int = 12
    words: tuple[str, ...] = ()

    def check(self, password: str, about: Iterable[str | None] = ()) -> None:
        """Raises TooEasy. `about`: the user's names and address, which others know."""
        plain = normal(password)
        if len(plain) < self.least:
            raise TooEasy(
                "Kata sandi terlalu pendek: paling sedikit {least} huruf. Kalimat pendek mudah diingat.",
                least=self.least,
            )
        if len(plain) > LONGEST:
            raise TooEasy("Kata sandi terlalu panjang: paling banyak {most} huruf.", most=LONGEST)
        known = [*LOCAL, *parts(*self.words, *about)]
        if (
            zxcvbn(_letters(plain.lower())[:EXAMINED], user_inputs=known, max_length=EXAMINED)["guesses"]
            < EASY
        ):
            raise TooEasy(
                "Kata sandi ini terlalu mudah ditebak: sering dipakai orang, berulang, atau memuat nama. "
                "Pakailah beberapa kata yang tidak berhubungan."
            )


def parts(*names: str | None) -> list[str]:
    """The words of names and addresses, each and together, as a guesser would try them."""
    found: list[str] = []
    for name in names:
        words = [word for word in re.split(r"[\W_]+", (name or "").lower()) if len(word) > 2]
        found += [*words, "".join(words)] if words else []
    return found


def normal(password: str) -> str:
    """One spelling of what looks alike: keyboards differ in how they write an é."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    return HASHER.hash(normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long when there is none to compare with."""
    if len(password) > LONGEST:
        return False
    if not kept:
        _verified(_nobodys(), password)
        return False
    if kept.startswith("$argon2"):
        return _verified(kept, normal(password))
    return check_password_hash(kept, password)  # as FAB kept them


def outdated(kept: str) -> bool:
    """Whether it should be hashed anew, now that the password is at hand."""
    return not kept.startswith("$argon2") or HASHER.check_needs_rehash(kept)


def _nobodys() -> str:
    """A hash of no password, to be tried for whom we do not know: it takes as long as anybody's, so that
    they cannot be told from whom we know."""
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${'A' * 22}${'A' * 43}"


def _verified(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def _letters(plain: str) -> str:
    """Without what people put between and behind: zxcvbn takes a separator for a new beginning."""
    return re.sub(r"[\s._-]+", "", plain) or plain
