"""A PostgreSQL server of the tests' own, where the machine has the program."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

USER, PASSWORD = "tester", "p%w/ö:rd"
_START_SECONDS = 30.0


def find_programs() -> Path | None:
    """The folder of initdb and postgres, the newest version first; None when they are not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    found = str(folders[-1]) if folders else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PostgresServer:
    """A cluster in a folder of its own on a free loopback port; `stop` ends it and removes the folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="kokoroe-pg-"))
        self._numbers = itertools.count(1)
        # The server refuses to run as root.
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._initialise()
        self.start()

    def url(self, database: str, password: str = PASSWORD) -> str:
        """The URL of a database, as a person would set it."""
        from sqlalchemy import URL

        url = URL.create("postgresql", USER, password, "127.0.0.1", self.port, database)
        return url.render_as_string(hide_password=False)

    def new_database(self) -> str:
        """The URL of a new empty database."""
        name = f"test{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, statement: str, database: str = "postgres") -> None:
        """Runs one statement as the owner."""
        import pg8000.native

        connection = pg8000.native.Connection(USER, "127.0.0.1", database, self.port, PASSWORD)
        try:
            connection.run(statement)
        finally:
            connection.close()

    def start(self) -> None:
        """Starts the server, and returns when it answers."""
        options = ["-D", self._folder / "data", "-p", str(self.port), "-k", ""]
        for option in ("listen_addresses=127.0.0.1", "fsync=off", "shared_buffers=16MB", "max_connections=60"):
            options += ["-c", option]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder, **self._as
            )
        deadline = time.monotonic() + _START_SECONDS
        while subprocess.run([self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)

    def halt(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends the server; `start` starts it again."""
        if self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def stop(self) -> None:
        """Ends the server and removes everything."""
        # Nothing of it is kept, so it need not write down what it holds.
        self.halt(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        options = [
            "-D",
            self._folder / "data",
            "-U",
            USER,
            "--pwfile",
            secret,
            "--auth=scram-sha-256",
            "--locale=C",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([self._programs / "initdb", *options], check=True, capture_output=True, cwd=self._folder, **self._as)
