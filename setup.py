"""`src/` itself is the package `huiyin`; only this renaming needs code, all else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    package_dir={"huiyin": "src", "huiyin_migrations": "migrations"},
    packages=["huiyin", *(f"huiyin.{name}" for name in find_packages("src")), "huiyin_migrations"],
    include_package_data=True,
)
