"""The revisions in a folder, and the SQL between two of them."""

import io
from functools import cached_property
from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

_HERE = Path(__file__).parent


class Scripts:
    """The revisions of one kind of schema. Nothing is read before it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sql: dict[str | None, str] = {}

    @cached_property
    def directory(self) -> ScriptDirectory:
        """The revisions as Alembic has them."""
        config = Config()
        config.set_main_option("script_location", str(self._folder))
        config.set_main_option("path_separator", "os")
        return ScriptDirectory.from_config(config)

    @property
    def head(self) -> str:
        """The newest revision.

        Raises:
            RuntimeError: there is none.
        """
        head = self.directory.get_current_head()
        if head is None:
            raise RuntimeError(f"no migrations found in {self._folder}")
        return head

    def sql(self, start: str | None) -> str:
        """The SQL that takes a schema from revision `start` (None: an empty schema) to head; made once."""
        if start not in self._sql:
            self._sql[start] = self._offline(start)
        return self._sql[start]

    def _offline(self, start: str | None) -> str:
        scripts = self.directory
        buffer = io.StringIO()
        context = EnvironmentContext(
            Config(),
            scripts,
            fn=lambda _revision, _context: scripts._upgrade_revs("head", start or "base"),
        )
        with context:
            context.configure(
                dialect_name="postgresql",
                as_sql=True,
                output_buffer=buffer,
                starting_rev=start,
                transactional_ddl=False,
            )
            context.run_migrations()
        return buffer.getvalue()


SHARED = Scripts(_HERE / "shared")
TENANT = Scripts(_HERE / "tenant")
