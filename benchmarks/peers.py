"""The peers: installed from their registries into a folder that git ignores, and run beside us."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER = HERE / ".peers"
NODE_PACKAGES = ["@digitalcredentials/verifier-core@1.0.0-beta.11", "jose@6"]
PYTHON_PACKAGES = ["openbadges==1.1.2", "openbadges-bakery==1.2.4"]
# The release that openbadges asks for does not run on a Python 3; this one does the same.
INSTEAD = ["pycryptodome==3.23.0"]


def install() -> None:
    """Install what is missing; afterwards nothing is fetched."""
    install_node(NODE_PACKAGES, "jose")
    python = FOLDER / "python" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER / "python"], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PYTHON_PACKAGES], check=True)
        subprocess.run([*pip, "--no-deps", *INSTEAD], check=True)


def install_node(packages: list[str], proof: str) -> None:
    """Install packages of npm where the one that proves it is missing."""
    if shutil.which("npm") is None:
        raise SystemExit("npm is needed, for the peers that run in Node.")
    if (FOLDER / "node_modules" / proof).exists():
        return
    FOLDER.mkdir(exist_ok=True)
    if not (FOLDER / "package.json").exists():
        (FOLDER / "package.json").write_text('{"private": true}')
    options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent"]
    subprocess.run(["npm", "install", *options, *packages], cwd=FOLDER, check=True)


class Peer:
    """A process that runs peers when it is asked to, and does nothing else meanwhile."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, **task: Any) -> list[float]:
        """How long each of `times` runs of a `peer` took. Raises RuntimeError when it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        reply = json.loads(line) if line else {"error": "It does not start here."}
        if "error" in reply:
            raise RuntimeError(f"{task['peer']}: {reply['error']}")
        found: list[float] = reply["seconds"]
        return found

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


def node() -> Peer:
    """The peers that run in Node."""
    return Peer(["node", str(HERE / "peer.mjs"), str(FOLDER)])


def python() -> Peer:
    """The peers that run in an old Python environment."""
    return Peer([str(FOLDER / "python" / "bin" / "python"), str(HERE / "peer_python.py")])
