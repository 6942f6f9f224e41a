"""Open Badges 3.0 in its four published versions, its extensions, and the Comprehensive Learner Record 2.0."""

from __future__ import annotations

from wallet.openbadges.vocabulary.notation import PREFIXES, Context, Style, amend, build

_OB = PREFIXES["ob"]
_XSD = "https://www.w3.org/2001/XMLSchema#"

# Open Badges 3.0.3 (1EdTech, 2024): the terms by the kind of node in which they hold.
_V303 = """
!&
OpenBadgeCredential
Achievement
  achievementType text
  alignment set
  creator
  creditsAvailable float
  criteria =Criteria id
  fieldOfStudy text
  humanCode text
  image id
  otherIdentifier set
  related set
  resultDescription set
  specialization text
  tag =schema:keywords text set
  version text
  inLanguage =schema:inLanguage
AchievementCredential =<OpenBadgeCredential>
AchievementSubject
  achievement
  activityEndDate date
  activityStartDate date
  creditsEarned float
  identifier set
  image id
  licenseNumber text
  result set
  role text
  source id
  term text
Address
  addressCountry =schema:addressCountry text
  addressCountryCode =CountryCode text
  addressLocality =schema:addressLocality text
  addressRegion =schema:addressRegion text
  geo =GeoCoordinates
  postOfficeBoxNumber =schema:postOfficeBoxNumber text
  postalCode =schema:postalCode text
  streetAddress =schema:streetAddress text
Alignment =schema:AlignmentObject
  targetCode text
  targetDescription =schema:targetDescription text
  targetFramework =schema:targetFramework text
  targetName =schema:targetName text
  targetType text
  targetUrl =schema:targetUrl anyURI
Criteria
EndorsementCredential
EndorsementSubject
  endorsementComment text
Evidence
  audience =schema:audience text
  genre =schema:genre text
GeoCoordinates
  latitude =schema:latitude text
  longitude =schema:longitude text
IdentifierEntry
  identifier text
  identifierType text
IdentityObject
  hashed boolean
  identityHash text
  identityType text
  salt text
Image
  caption =schema:caption text
Profile
  additionalName =schema:additionalName text
  address id
  dateOfBirth date
  email =schema:email text
  familyName =schema:familyName text
  familyNamePrefix text
  givenName =schema:givenName text
  honorificPrefix =schema:honorificPrefix text
  honorificSuffix =schema:honorificSuffix text
  image id
  otherIdentifier set
  parentOrg id
  patronymicName text
  phone text
  official text
Related
  version text
  inLanguage =schema:inLanguage
Result
  achievedLevel anyURI
  resultDescription anyURI
  status text
  value =schema:value text
ResultDescription
  allowedValue text list
  requiredLevel anyURI
  requiredValue text
  resultType text
  rubricCriterionLevel set
  valueMax text
  valueMin text
RubricCriterionLevel
  level text
  points text
alignment set
description =schema:description text
endorsement set
image id
inLanguage =schema:inLanguage
name =schema:name text
narrative text
url =schema:url anyURI
awardedDate ^<xsd:dateTime>
"""

# Before 3.0.3 no language of an achievement, and "achievement-0".
_BEFORE_303 = """
Achievement
  image =Image id
  -inLanguage
AchievementSubject
  achievement =achievement-0
  image =Image id
Profile
  image =Image id
Related
  -inLanguage
-inLanguage
"""
_V302 = """
-awardedDate
image =Image id
"""
# 3.0 and 3.0.1 were open (nothing protected) and typed every text.
_V301 = f"""
xsd: {_XSD}
ResultDescription
  allowedValue text set
awardedDate dateTime
"""
# The first 3.0 gave links the type of what they link to.
_V300 = """
Achievement
  alignment ^Alignment set
  creator =Profile
  -image
  otherIdentifier ^IdentifierEntry set
  related ^Related set
  resultDescription ^ResultDescription set
AchievementSubject
  achievement =Achievement
  identifier ^IdentityObject set
  -image
  result ^Result set
  source ^Profile
Alignment =schema:Alignment
Profile
  address =Address
  -image
  otherIdentifier ^IdentifierEntry set
  parentOrg text
  phone =PhoneNumber text
ResultDescription
  rubricCriterionLevel ^RubricCriterionLevel set
alignment ^Alignment set
-awardedDate
endorsement ^EndorsementCredential set
image ^Image
"""

_EXTENSIONS = """
&
1EdTechJsonSchemaValidator2019 =<https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019>
1EdTechRevocationList =<https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList>
1EdTechCredentialRefresh =<https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh>
"""

_CLR = """
&
ClrCredential
  &
ClrSubject
  &
  cred: https://www.w3.org/2018/credentials#
  obi: {obi}
  achievement ^<obi:Achievement> set
  association ^Association set
  verifiableCredential ^<cred:verifiableCredential> set
Association
  .
  associationType =AssociationType
  sourceId anyURI
  targetId anyURI
"""
_CLR201 = """
ClrCredential
  partial boolean
ClrSubject
  identifier =identifier-1 ^<obi:Identifier> set
"""

_NOW = Style(_OB, xsd=_XSD)
_OPEN = Style(_OB, xsd="xsd:", text="xsd:string", scopes=".")
_CLR_STYLE = Style(PREFIXES["clr"], xsd="xsd:", scopes="&")
_AMEND_CLR = Style(PREFIXES["clr"], xsd="xsd:", scopes=".")


def _before_303(style: Style) -> Context:
    table = _V303 if style is _NOW else _V303.replace("!&", "&", 1)
    return amend(build(table, style), build(_BEFORE_303, _plain(style)))


def _plain(style: Style) -> Style:
    return Style(style.base, xsd=style.xsd, text=style.text, scopes=".")


def version_3_0_3() -> Context:
    """Open Badges 3.0.3."""
    return build(_V303, _NOW)


def version_3_0_2() -> Context:
    """Open Badges 3.0.2."""
    return amend(_before_303(_NOW), build(_V302, _plain(_NOW)))


def version_3_0_1() -> Context:
    """Open Badges 3.0.1."""
    return amend(_before_303(_OPEN), build(_V301, _OPEN))


def version_3_0() -> Context:
    """Open Badges 3.0 as first published."""
    return amend(version_3_0_1(), build(_V300, _OPEN))


def extensions() -> Context:
    """The types of 1EdTech's schema validator, revocation list and refresh service."""
    return build(_EXTENSIONS, Style(_OB))


def clr() -> Context:
    """Comprehensive Learner Record 2.0."""
    return build(_CLR.format(obi="https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#"), _CLR_STYLE)


def clr_2_0_1() -> Context:
    """Comprehensive Learner Record 2.0.1."""
    return amend(build(_CLR.format(obi=_OB), _CLR_STYLE), build(_CLR201, _AMEND_CLR))
