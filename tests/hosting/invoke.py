"""Runs in a built function's folder, on the Python it was built for: calls its handler once per line of input.

A line is {"method", "path", "headers"} as JSON; so is the answer, {"status", "body"}. The folder comes first on the
path, as on the platform; nothing of the checkout is on it.
"""

import base64
import json
import os
import sys

sys.path[0:1] = [os.getcwd(), os.path.join(os.getcwd(), "_vendor")]  # noqa: PTH109, PTH118 - before anything else

from vc__handler__python import vc_handler  # type: ignore[import-not-found]  # noqa: E402 - the builder makes it

if __name__ == "__main__":
    for line in sys.stdin:
        answer = vc_handler({"body": json.dumps(json.loads(line) | {"body": ""})}, None)
        body = answer.get("body", "")
        if answer.get("encoding") == "base64":
            body = base64.b64decode(body).decode()
        print(json.dumps({"status": answer["statusCode"], "body": json.loads(body)}), flush=True)
    os._exit(0)  # the platform's runtime keeps threads that never end
