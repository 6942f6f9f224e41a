"""An issuer's program, which sends documents over the API."""

from tests.issuers.conftest import app as app
from tests.issuers.conftest import caller as caller
from tests.issuers.conftest import other as other
