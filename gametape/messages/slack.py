"""Slack: a text is posted to an incoming webhook."""

import http.client
import json
import threading
import urllib.error
import urllib.request

from gametape.errors import DeliveryUnknown, NotDelivered

_TIMEOUT = 5.0  # seconds; the caller waits this long for Slack and no longer, however slowly the answer comes


def post(webhook: str, text: str) -> None:
    """Post a text in Slack's own markup; see `escaped`.

    Raises:
        NotDelivered: Slack cannot be reached, or did not accept the text.
        DeliveryUnknown: Slack did not answer in time, so it may have posted the text.
    """
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(webhook, body, {"Content-Type": "application/json"})  # noqa: S310 - http(s), by settings
    # A socket's timeout starts again with every byte, so a thread sends the request and `join` limits the whole time.
    # The thread is a daemon: a connection that never ends must not keep the process alive.
    outcome: list[NotDelivered | DeliveryUnknown | None] = []
    sending = threading.Thread(target=lambda: outcome.append(_outcome(request)), name="slack", daemon=True)
    sending.start()
    sending.join(_TIMEOUT)
    error = outcome[0] if outcome else _unknown("TimeoutError")
    if error is not None:
        raise error


def escaped(text: str) -> str:
    """Escape a text of other people: Slack makes no mention and no link of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _outcome(request: urllib.request.Request) -> NotDelivered | DeliveryUnknown | None:
    """Send the request; return the error, None if Slack accepted it.

    The error names a type and a status only: that of the library may contain the webhook's address, which is secret.
    """
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310 - http(s), by settings
            return None
    except urllib.error.HTTPError as error:
        with error:
            return NotDelivered(
                f"Slack did not accept the message (status {error.code}).", hint="Check the webhook's address."
            )
    except urllib.error.URLError as error:  # before the answer: the connection, or the sending of the request
        name = type(error.reason).__name__ if isinstance(error.reason, Exception) else type(error).__name__
        return NotDelivered(f"Slack cannot be reached ({name}).", hint="Check the webhook's address and the network.")
    except (OSError, http.client.HTTPException) as error:
        return _unknown(type(error).__name__)
    except ValueError as error:
        return NotDelivered(f"The webhook's address cannot be used ({type(error).__name__}).")


def _unknown(name: str) -> DeliveryUnknown:
    return DeliveryUnknown(f"Slack did not answer ({name}), so the message may have arrived.")
