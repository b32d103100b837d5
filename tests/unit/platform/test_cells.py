"""Cells in the environment: what is meant is understood, nonsense is refused by its name."""

import pytest
from huiyin.platform.settings import Settings, SettingsError

_MAIN = {
    "HUIYIN_DATABASE_URL": "postgresql+asyncpg://huiyin_app@db-1/huiyin",
    "HUIYIN_MASTER_KEY_FILE": "/keys/master",
    "HUIYIN_STORAGE_DIR": "/objects",
}
_EAST = "postgresql+asyncpg://huiyin_app@db-2/huiyin"


def test_cells_are_read_by_name() -> None:
    settings = Settings.from_env(
        _MAIN
        | {
            "HUIYIN_CELL_EAST2_DATABASE_URL": _EAST,
            "HUIYIN_CELL_EAST2_DATABASE_WORKER_URL": "postgresql+asyncpg://huiyin_worker@db-2/huiyin",
        }
    )
    assert list(settings.cells()) == ["main", "east2"]
    assert settings.page_addresses() == {"main": _MAIN["HUIYIN_DATABASE_URL"], "east2": _EAST}
    assert settings.worker_addresses() == {
        "main": _MAIN["HUIYIN_DATABASE_URL"],
        "east2": "postgresql+asyncpg://huiyin_worker@db-2/huiyin",
    }
    with pytest.raises(SettingsError, match="HUIYIN_DATABASE_OWNER_URL"):
        settings.owner_addresses()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"HUIYIN_CELL_EAST_DATABASE_OWNER_URL": _EAST}, "HUIYIN_CELL_EAST_DATABASE_URL: must be set"),
        ({"HUIYIN_CELL_EAST_DATABASE_URL": "db-2"}, "HUIYIN_CELL_EAST_DATABASE_URL: is no database address"),
        (
            {"HUIYIN_CELL_EAST_DATABASE_URL": "postgresql://db-2/huiyin"},
            "must begin with postgresql\\+asyncpg",
        ),
        ({"HUIYIN_CELL_EAST_DATABASE_URL": "postgresql+asyncpg://db-2"}, "name a database"),
        ({"HUIYIN_CELL_EAST_DATABASE_URL": _MAIN["HUIYIN_DATABASE_URL"]}, "is the address of cell main"),
        ({"HUIYIN_CELL_MAIN_DATABASE_URL": _EAST}, "HUIYIN_CELL_MAIN_DATABASE_URL: main is the database of"),
        ({"HUIYIN_CELL_EAST_DATABASE": _EAST}, "HUIYIN_CELL_EAST_DATABASE: no such setting"),
        ({"HUIYIN_CELL_E_T_DATABASE_URL": _EAST}, "HUIYIN_CELL_E_T_DATABASE_URL: no such setting"),
    ],
)
def test_nonsense_is_refused_at_start_by_its_name(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_env(_MAIN | given)
