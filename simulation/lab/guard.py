"""What the page may ask: events that a component declares, nothing else, and files that are known, nothing else.

Templates of ipyvue let a page create any object of any module (`create_widget`) and call any method (`update_ref`).
Here a message is an event of the component it is sent to, or it is dropped.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from ipyvue.VueTemplateWidget import Events
from solara.server import cdn_helper

CDN = Path(__file__).parent / "cdn"
CDN_PATH = "/_solara/cdn/"
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'"
)
"""Nothing on the page comes from, or goes to, anywhere but this server (the page compiles its Vue templates itself)."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def only_declared_events(component: Any, _: Any, content: Any, buffers: Any) -> None:
    """Hand an event to the component that declares it; drop any other message."""
    event = content.get("event") if isinstance(content, dict) else None
    if not isinstance(event, str) or event not in component.events:
        return
    handler = getattr(component, f"vue_{event}")
    handler(content.get("data", {}), buffers) if buffers else handler(content.get("data", {}))


def guard_server() -> None:
    """Let no page create objects or call methods on the server, and the server fetch nothing from outside."""
    Events._handle_event = only_declared_events
    cdn_helper.fetch_from_cdn = nothing_from_outside


def nothing_from_outside(url: str) -> bytes:
    """What Solara gets that asks another server for a file. Raises OSError."""
    raise OSError(f"{url} is not in {CDN.name}, and nothing is fetched from outside")


class GuardedSite:
    """An ASGI application before Solara's: known assets only, no look inside the server, nothing from outside."""

    def __init__(self, site: App) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self.site(scope, receive, send)
        elif refused(scope["path"]):
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"not found"})
        else:
            await self.site(scope, receive, with_policy(send))


def refused(path: str) -> bool:
    """Whether a path leads to something Solara offers that the laboratory does not need."""
    if path.startswith(CDN_PATH):
        wanted = (CDN / path.removeprefix(CDN_PATH)).resolve()
        return not (wanted.is_relative_to(CDN) and wanted.is_file())
    return path.startswith(("/resourcez", "/_solara/api/evict"))


def with_policy(send: Send) -> Send:
    """Send with the headers that keep a page to this server."""

    async def sends(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            more = [(b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff")]
            message["headers"] = [*message.get("headers", []), *more, (b"referrer-policy", b"same-origin")]
        await send(message)

    return sends
