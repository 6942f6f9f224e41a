"""The values that the features give the mails."""

from __future__ import annotations

from datetime import UTC, datetime

LETTERS: dict[str, dict[str, object]] = {
    "offer": {
        "issuer": "Università di Bellariva",
        "title": "Machine Learning for Public Health",
        "message": "Dear Gaia,\n\nwell done!",
        "url": "https://wallet.example/offers/" + "t" * 43,
        "expires": datetime(2026, 12, 22, tzinfo=UTC),
    },
    "code": {
        "code": "123 456",
        "url": "https://wallet.example/sign-in/1/link/" + "k" * 43,
        "minutes": 15,
        "purpose": "sign_in",
    },
    "attachment": {
        "issuer": "Università di Bellariva",
        "title": "Machine Learning for Public Health",
        "here": "Your Diploma Supplement is here",
        "hidden": "Nobody else sees it until you make it visible.",
        "several": False,
        "url": "https://wallet.example/badges/3",
        "waiting": False,
        "was_visible": False,
    },
    "badge_news": {
        "news": "revoked",
        "issuer": "Università di Bellariva",
        "title": "Machine Learning for Public Health",
        "said": "Its issuer has withdrawn it: Issued by mistake",
        "url": "https://wallet.example/badges/3",
    },
    "address_added": {"address": "gaia@new.example", "url": "https://wallet.example/settings"},
}
