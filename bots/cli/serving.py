"""Starts the web server, after making sure there is an index."""

from __future__ import annotations

import ipaddress
import socket
import sys

from rag.adapters.index_files import current_version
from rag.errors import SettingsError, UsageError
from rag.settings import Settings


def run_server(settings: Settings, host: str | None, port: int | None) -> None:
    """Serves until it is stopped. Raises SettingsError for an address others can reach, UsageError for a port in use."""
    address, number = host or settings.host, port or settings.port
    if not is_loopback(address):
        raise SettingsError(
            f"KOKOROE_HOST {address!r} ではこのコンピューターの外から誰でも使えてしまうため、起動しません。",
            hint="127.0.0.1 で動かし、社内に公開するときは認証のあるリバースプロキシーを前に置いてください。",
        )
    _refuse_port_in_use(address, number)
    if current_version(settings.index_dir) is None:
        from bots.cli.ingesting import run_ingest
        from ingest.pipeline import Inputs

        run_ingest(settings, Inputs())

    import uvicorn

    from bots.api.app import create_app

    app = create_app(settings)
    shown = f"[{address}]" if ":" in address else address
    print(f"心得を開始しました: http://{shown}:{number}/")
    print(
        f"例: curl -s http://{shown}:{number}/v1/ask -H 'content-type: application/json' -d '{{\"question\": \"怪しいメールを開いてしまった\"}}'"
    )
    sys.stdout.flush()
    uvicorn.run(app, host=address, port=number, log_level=settings.log_level, access_log=False, server_header=False)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach `address`."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _refuse_port_in_use(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            raise UsageError(
                f"{address} のポート {port} は使われています。", hint="--port か KOKOROE_PORT で別の番号にしてください。"
            ) from None
