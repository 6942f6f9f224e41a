"""Vocabularies beside the badge's own: examples of the W3C, the Digital Credentials Consortium's, citizenship."""

from __future__ import annotations

from wallet.openbadges.vocabulary.notation import Context, Style, build

_CITIZENSHIP = """
!
image =schema:image id
QuantitativeValue =schema:QuantitativeValue
  !
  unitCode =schema:unitCode
  value =schema:value
PostalAddress =schema:PostalAddress
  !
  addressCountry =schema:addressCountry
  addressLocality =schema:addressLocality
  addressRegion =schema:addressRegion
Person =schema:Person
  additionalName =schema:additionalName
  birthCountry
  birthDate =schema:birthDate dateTime
  familyName =schema:familyName
  gender =schema:gender
  givenName =schema:givenName
  height =schema:height
  image =schema:image id
  maritalStatus
  marriageCertificateNumber
  marriageLocation id
PermanentResident
  commuterClassification
  formerNationality
  permanentResidentCard id
  residence id
  residentSince dateTime
PermanentResidentCard
  filingLocation id
  identifier =schema:identifier
  lprCategory
  lprNumber
  mrzHash ^sec:multibase
PermanentResidentCardCredential
EmployablePerson
  commuterClassification
  employmentAuthorizationDocument id
  formerNationality
  residence id
  residentSince dateTime
EmploymentAuthorizationDocument
  filingLocation id
  identifier =schema:identifier
  lprCategory
  lprNumber
  mrzHash ^sec:multibase
EmploymentAuthorizationDocumentCredential
NaturalizedPerson
  formerNationality
  certificateOfNaturalization id
  residence id
  residentSince dateTime
  commuterClassification
CertificateOfNaturalization
  ceremonyDate dateTime
  ceremonyLocation id
  filingLocation id
  naturalizationLocation id
  naturalizedBy
  identifier =schema:identifier
  insRegistrationNumber
CertificateOfNaturalizationCredential
Citizen
  certificateOfCitizenship id
CertificateOfCitizenship
  filingLocation id
  identifier =schema:identifier
  ceremonyDate dateTime
  ceremonyLocation id
  cisRegistrationNumber
CertificateOfCitizenshipCredential
"""

# Names that the Digital Credentials Consortium takes from schema.org as they are.
_DCC_SCHEMA = """
EducationalOccupationalCredential EducationalOccupationalProgram Course CourseInstance Person name url identifier
courseCode numberOfCredits startDate endDate value educationalCredentialAwarded hasCourseInstance hasCredential
description
"""
_DCC = """
image =sdo:image id
awardedOnCompletionOf =sdo:educationalCredentialAwarded reverse
competencyRequired =sdo:EducationalOccupationalCredential#competencyRequired
credentialCategory =sdo:EducationalOccupationalCredential#credentialCategory
assertion
Issuer =obi:Issuer
ProgramCompletionCredential
CourseCompletionCredential
LearningCredential
Assertion
"""


def citizenship() -> Context:
    """Citizenship v4rc1."""
    return build(_CITIZENSHIP, Style("https://w3id.org/citizenship#"))


def dcc() -> Context:
    """The Digital Credentials Consortium's terms v1."""
    schema = "".join(f"{name} =sdo:{name}\n" for name in _DCC_SCHEMA.split())
    return build("!&\n" + schema + _DCC, Style("https://w3id.org/dcc/v1#"))


def examples_v2() -> Context:
    """The W3C's examples: every term has an IRI there."""
    return {"@vocab": "https://www.w3.org/ns/credentials/examples#"}


def undefined_terms_v2() -> Context:
    """The W3C's way to give each undefined term an IRI."""
    return {"@vocab": "https://www.w3.org/ns/credentials/undefined-term#"}
