"""The wallet as `wallet serve` runs it, on a network where only the imaginary university is: for the tests."""

from __future__ import annotations

import sys
from pathlib import Path

from wallet.app import create_app
from wallet.config import Settings
from wallet.confined import Confined
from wallet.demo import credentials, keys
from wallet.demo.content import LEARNER
from wallet.demo.network import ImaginaryNetwork
from wallet.serving import complete, configure_logs, run


class Unhurried(Confined):
    """A pool whose workers start when they are first wanted: most journeys want few of them."""

    async def warm_up(self) -> None:
        """Start none yet."""


def main(keys_file: str, port: str) -> None:
    """Serve on a port of this machine with the settings of the environment, all but the warming up of workers."""
    settings = Settings.from_env()
    complete(settings)
    configure_logs()
    issuing = keys.from_pem(Path(keys_file).read_bytes())
    network = ImaginaryNetwork(credentials.documents(issuing, LEARNER))
    run(create_app(settings, network=network, pool=Unhurried), settings, "127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
