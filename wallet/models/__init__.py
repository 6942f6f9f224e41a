"""The nouns that the wallet remembers; one a file."""

from wallet.models.address import Address as Address
from wallet.models.address import email_key as email_key
from wallet.models.attachment import LABELS as LABELS
from wallet.models.attachment import Attachment as Attachment
from wallet.models.attachment import Kind as Kind
from wallet.models.attachment import Source as Source
from wallet.models.badge import Badge as Badge
from wallet.models.badge import Credential as Credential
from wallet.models.identity import Identity as Identity
from wallet.models.issuer import Answered as Answered
from wallet.models.issuer import Issuer as Issuer
from wallet.models.issuer import IssuerKey as IssuerKey
from wallet.models.issuer import KnownIssuer as KnownIssuer
from wallet.models.job import Job as Job
from wallet.models.learner import Learner as Learner
from wallet.models.offer import Offer as Offer
from wallet.models.offer import OfferStatus as OfferStatus
from wallet.models.offer import state as state
from wallet.models.report import StoredReport as StoredReport
from wallet.models.session import Session as Session
from wallet.models.session import SignIn as SignIn
from wallet.models.share import Share as Share
from wallet.models.share import Visibility as Visibility
from wallet.models.verification import Verification as Verification
from wallet.models.verification import forgotten as forgotten
