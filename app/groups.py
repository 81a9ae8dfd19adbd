"""The pages of user groups, with words for what FAB only has column names for."""

from __future__ import annotations

from flask_appbuilder.security.views import UserGroupModelView as FabGroups
from flask_babel import lazy_gettext


class UserGroupModelView(FabGroups):  # type: ignore[misc]
    """FAB's view. Its name is in the permissions, so it keeps it."""

    label_columns = {
        "name": lazy_gettext("Nama singkat"),
        "label": lazy_gettext("Nama kelompok"),
        "description": lazy_gettext("Keterangan"),
        "users": lazy_gettext("Pengguna"),
        "roles": lazy_gettext("Peran"),
    }
    search_columns = ["name", "label"]
