"""The errors a person can read, each with its HTTP status.

Problem (500)
├── Refused (400)            what was sent cannot be used; the sentence says why and who can mend it
│   ├── Unauthorised (401)   nobody, or nobody known, is asking
│   ├── Forbidden (403)      the request did not come from the wallet's own page
│   ├── Locked (403)         a password has to be given first
│   ├── NotFound (404)       nothing here that the asker may see
│   ├── Conflict (409)       the deed does not fit the present state
│   ├── Gone (410)           it was here and was withdrawn
│   ├── TooLarge (413)       more bytes than the wallet takes
│   ├── Unprocessable (422)  understood, but its content is wrong
│   └── TooMany (429)        too many tries; wait
└── Unavailable (503)        the wallet cannot do it now; nothing was lost, try again
"""

from __future__ import annotations

from typing import ClassVar


class Problem(Exception):
    """A sentence for a person; `message` is its msgid, `values` fill the placeholders."""

    status: ClassVar[int] = 500

    def __init__(self, message: str, /, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class Refused(Problem):
    """What was sent cannot be used."""

    status = 400


class Unauthorised(Refused):
    """Nobody, or nobody known, is asking."""

    status = 401


class Forbidden(Refused):
    """The request did not come from the wallet's own page."""

    status = 403


class Locked(Refused):
    """A password has to be given first."""

    status = 403


class NotFound(Refused):
    """Nothing here that the asker may see."""

    status = 404


class Conflict(Refused):
    """The deed does not fit the present state."""

    status = 409


class Gone(Refused):
    """It was here and was withdrawn."""

    status = 410


class TooLarge(Refused):
    """More bytes than the wallet takes."""

    status = 413


class Unprocessable(Refused):
    """Understood, but its content is wrong."""

    status = 422


class TooMany(Refused):
    """Too many tries in a short time; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, /, retry_after: int = 60, **values: object) -> None:
        self.retry_after = retry_after
        super().__init__(message, **values)


class Unavailable(Problem):
    """The wallet cannot do it now; nothing was lost."""

    status = 503
