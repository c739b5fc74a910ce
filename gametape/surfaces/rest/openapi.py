"""The OpenAPI document, as it is kept in docs/openapi.json and as the web client's types are made from it."""

import json
from typing import Any

from fastapi import FastAPI


class Application(FastAPI):
    """FastAPI, with a document that says what the application really answers."""

    def openapi(self) -> dict[str, Any]:
        """A malformed request is answered with 400, so no route has a 422."""
        described = super().openapi()
        for path in described["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            described["components"]["schemas"].pop(name, None)
        return described


def render(app: FastAPI) -> str:
    """The document as text, the same for the same application; ends with a newline."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"
