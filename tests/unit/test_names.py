"""Files are found by their names: standard ones where a role exists, nouns where none does."""

from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
# Parts of sentences that once were names of files: nobody searches for them.
_RIDDLES = {
    "acted", "asked", "awaited", "done", "given", "kept", "looking", "made", "meant", "moving", "opened", "owing", "own",
    "said", "sent", "shown", "telling", "thought", "together", "told", "wanted", "written",
}  # fmt: skip


def test_no_file_is_called_by_a_participle() -> None:
    assert sorted(str(path) for path in SRC.rglob("*.py") if path.stem in _RIDDLES) == []


def test_tables_stand_in_models() -> None:
    tables = [path for path in (SRC / "tenants").rglob("*.py") if "__tablename__" in path.read_text("utf-8")]
    assert len(tables) > 20
    assert [str(path) for path in tables if path.name != "models.py"] == []


def test_a_feature_of_a_face_has_its_controllers() -> None:
    """But for the frame and for what lies in a wing only to hold its features."""
    for face in ("hr_console", "portal", "front"):
        folders = [
            path.parent for path in (SRC / face).rglob("__init__.py") if list(path.parent.glob("[a-z]*.py"))
        ]
        inside = [folder for folder in folders if folder != SRC / face]
        assert len(inside) >= 2
        assert [str(folder) for folder in inside if not (folder / "controllers.py").exists()] == []
