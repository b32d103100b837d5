"""A browser for tests and pictures: the one named, the one installed, else the one from the lock file."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tools.node import node

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".huiyin" / "chromium"
ARGUMENTS = [
    *[
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=zh-CN",
    ],
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_UNPACK = """
const fs = require('fs'), path = require('path'), zlib = require('zlib'), {execFileSync} = require('child_process');
const [from, to] = process.argv.slice(1);
fs.mkdirSync(to, {recursive: true});
const open = name => zlib.brotliDecompressSync(fs.readFileSync(path.join(from, name)));
fs.writeFileSync(path.join(to, 'chromium'), open('chromium.br'), {mode: 0o755});
for (const name of ['al2023', 'swiftshader']) {
  if (!fs.existsSync(path.join(from, name + '.tar.br'))) continue;
  fs.writeFileSync(path.join(to, name + '.tar'), open(name + '.tar.br'));
  execFileSync('tar', ['-xf', path.join(to, name + '.tar'), '-C', to]);
}
"""
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>PingFang SC</family><prefer><family>Noto Sans SC</family></prefer></alias></fontconfig>
"""


def chromium() -> tuple[str, dict[str, str | float | bool]]:
    """The program, and what its environment needs beside ours."""
    HOME.mkdir(parents=True, exist_ok=True)
    named = os.environ.get("HUIYIN_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    # Date and time fields follow the program's language, not the page's nor the window's.
    env: dict[str, str | float | bool] = {"FONTCONFIG_FILE": str(_fonts()), "LC_ALL": "zh_CN.UTF-8"}
    if named:
        return named, env
    program = HOME / "chromium"
    if not (HOME / ".complete").exists():
        source = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
        subprocess.run([node(), "-e", _UNPACK, str(source), str(HOME)], check=True)
        (HOME / ".complete").touch()
    libraries = [str(folder) for folder in (HOME / "lib", HOME / "al2023" / "lib") if folder.exists()]
    env["LD_LIBRARY_PATH"] = ":".join([*libraries, str(HOME)])
    return str(program), env


def _fonts() -> Path:
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pylopdf-fonts-zh-cn is not installed")
    file = HOME / "fonts.conf"
    file.write_text(_FONTS.format(fonts=spec.submodule_search_locations[0], cache=HOME / "fontcache"))
    return file
