"""A desk on a real database, as the tests of the models have it."""

from tests.models.conftest import open_desk

__all__ = ["open_desk"]
