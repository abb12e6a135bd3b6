"""The server: Solara for many visitors, without any request to the outside; ready when it says so."""

import os
import signal
import socket
import tempfile
import threading
import urllib.request
import warnings
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scenarios.errors import BerdayaError
from scenarios.language import tr
from simulation.lab.limits import LIMITS

HERE = Path(__file__).parent
APP = "simulation.lab.page"
PAGES_OF_ONE = 10
"""Pages that one browser may have open."""


def serve(host: str, port: int, ready: Callable[[str], None], browser: bool) -> None:
    """Serve until interrupted. `ready` hears the address once the first page can be had.

    Raises BerdayaError where the address cannot be had.
    """
    listening = listen(host, port)
    prepare()
    from simulation.lab.workers import WORKERS

    server = uvicorn_server()
    address = f"http://{host if host not in ('0.0.0.0', '::') else '127.0.0.1'}:{listening.getsockname()[1]}"
    threading.Thread(target=_announce, args=(server, address, ready, browser), daemon=True).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    WORKERS.start()
    try:
        server.run(sockets=[listening])
    finally:
        WORKERS.stop()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one. Raises BerdayaError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        text = tr("{host}:{port} cannot be opened ({reason}): is it in use? Try another --port")
        raise BerdayaError(text.format(host=host, port=port, reason=error)) from error
    return listening


def settings() -> dict[str, str]:
    """Solara's settings, as the environment variables it reads when it is first imported."""
    return {
        "SOLARA_APP": APP,
        "SOLARA_MODE": "production",
        "SOLARA_HOME": str(Path(tempfile.gettempdir()) / "berdaya-laboratory"),
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
        "SOLARA_TELEMETRY_SERVER_USER_ID": "none",
        "SOLARA_ASSETS_PROXY": "true",
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(HERE / "cdn"),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
        "SOLARA_THEME_LOADER": "berdaya",
        "SOLARA_THEME_TITLE": "berdaya",
        "SOLARA_THEME_SHOW_BANNER": "false",
        "SOLARA_THEME_FORCE_REFRESH": "true",
        "SOLARA_KERNEL_CULL_TIMEOUT": f"{LIMITS.minutes}m",
        "SOLARA_KERNEL_MAX_COUNT": str(LIMITS.visitors),
        "SOLARA_KERNEL_MAX_PER_SESSION": str(PAGES_OF_ONE),
        "SOLARA_SESSION_HTTP_ONLY": "true",
    }


def prepare() -> None:
    """Set Solara up, close what a page must not reach, and make the model ready."""
    os.environ.update(settings())
    from simulation.lab.guard import guard_server

    guard_server()
    from scenarios.scenario import make_scenario
    from simulation.engine import start_run

    start_run(make_scenario(), 1).advance(1)


def uvicorn_server() -> Any:
    """The web server before Solara, with its limits."""
    import uvicorn
    from solara.server.starlette import app

    warnings.filterwarnings("ignore", "Cookies with samesite")

    from simulation.lab.guard import GuardedSite

    config = uvicorn.Config(
        GuardedSite(app),
        log_level="error",
        access_log=False,
        loop="asyncio",
        ws_max_size=1024 * LIMITS.message_kb,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _announce(server: Any, address: str, ready: Callable[[str], None], browser: bool) -> None:
    """Say ready once a page has really been served."""
    while not server.started and not server.should_exit:
        threading.Event().wait(0.05)
    if server.should_exit:
        return
    with urllib.request.urlopen(address, timeout=120) as page:
        page.read()
    ready(address)
    if browser:
        webbrowser.open(address)
