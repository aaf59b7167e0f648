"""Every address × every reader × every method, in one table written by hand.

The things asked for belong to the provider "eigen", the gemeente Delft and the jeugdregio
Haaglanden. A reader who may do such a thing, but not with this one, gets 404: "not yours" and
"does not exist" answer alike. "rechten" is of "eigen" too and manages its rights, "ander" manages
those of its own organisation. The other methods follow from the table, and so does what a session
without its second factor and a closed account get. The API has its own tables, in tests/api.
"""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from small_region import PERIODE, bsns
from world import actor_as

from uitkomst.portal.browser_files import addresses
from uitkomst.register.models import Contracteinde, User, Verzoek
from uitkomst.services import audit, decisions_by_two, keyring
from uitkomst.services.deelnemers import contracten
from uitkomst.services.deelnemers.accounts import current
from uitkomst.services.deelnemers.overeenkomsten import required_for
from uitkomst.services.forms import clienten
from uitkomst.services.guard import permission_of, routes
from uitkomst.services.privacy import contracteinde, incidenten, verzoeken, verzoeken_eigen

NOBODYS = "00000000-0000-4000-8000-000000000000"
READERS = (
    None, "eigen", "ander", "solo", "delft", "almere", "haaglanden", "flevoland", "beheer",
    "privacy", "rechten",
)  # fmt: skip
MATRIX = """
address                  method nobdy eigen ander solo  delft almre haagl flevo behr  priv  recht
home                     GET    302   200   200   200   200   200   200   200   200   200   200
home                     POST   302   405   405   405   405   405   405   405   405   405   405
login                    GET    200   302   302   302   302   302   302   302   302   302   302
login                    POST   200   302   302   302   302   302   302   302   302   302   302
logout                   GET    405   405   405   405   405   405   405   405   405   405   405
logout                   POST   302   302   302   302   302   302   302   302   302   302   302
demo-login               GET    405   405   405   405   405   405   405   405   405   405   405
demo-login               POST   404   404   404   404   404   404   404   404   404   404   404
aanleveringen            GET    302   200   200   200   403   403   403   403   403   403   200
aanleveringen            POST   302   405   405   405   403   403   403   403   403   403   405
aanlevering-new          GET    302   200   200   200   403   403   403   403   403   403   200
aanlevering-new          POST   302   422   422   422   403   403   403   403   403   403   422
aanlevering-marked-only  GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-marked-only  POST   302   422   422   422   403   403   403   403   403   403   422
aanlevering              GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering              POST   302   405   405   405   403   403   403   403   403   403   405
aanlevering-bestand      GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-bestand      POST   302   302   404   404   403   403   403   403   403   403   302
aanlevering-marked       GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-marked       POST   302   405   405   405   403   403   403   403   403   403   405
aanlevering-herstel      GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-herstel      POST   302   200   404   404   403   403   403   403   403   403   200
aanlevering-ongedaan     GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-ongedaan     POST   302   409   404   404   403   403   403   403   403   403   409
aanlevering-rij          GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-rij          POST   302   302   404   404   403   403   403   403   403   403   302
aanlevering-rij-weg      GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-rij-weg      POST   302   409   404   404   403   403   403   403   403   403   409
aanlevering-vragen       GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-vragen       POST   302   422   404   404   403   403   403   403   403   403   422
aanlevering-verschil     GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-verschil     POST   302   409   404   404   403   403   403   403   403   403   409
aanlevering-indienen     GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-indienen     POST   302   422   404   404   403   403   403   403   403   403   422
aanlevering-bewijs       GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-bewijs       POST   302   405   405   405   403   403   403   403   403   403   405
aanlevering-intrekken    GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-intrekken    POST   302   422   404   404   403   403   403   403   403   403   422
aanlevering-terugzetten  GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-terugzetten  POST   302   409   404   404   403   403   403   403   403   403   409
aanlevering-verder       GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-verder       POST   302   302   404   404   403   403   403   403   403   403   302
aanlevering-discard      GET    302   405   405   405   403   403   403   403   403   403   405
aanlevering-discard      POST   302   302   404   404   403   403   403   403   403   403   302
aanlevering-present      GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-present      POST   302   405   405   405   403   403   403   403   403   403   405
aanlevering-progress     GET    302   200   404   404   403   403   403   403   403   403   200
aanlevering-progress     POST   302   405   405   405   403   403   403   403   403   403   405
clienten-beginnen        GET    302   405   405   405   403   403   403   403   403   403   405
clienten-beginnen        POST   302   404   404   404   403   403   403   403   403   403   404
geen-trajecten           GET    302   405   405   405   403   403   403   403   403   403   405
geen-trajecten           POST   302   404   404   404   403   403   403   403   403   403   404
clienten                 GET    302   200   404   404   403   403   403   403   403   403   200
clienten                 POST   302   405   405   405   403   403   403   403   403   403   405
clienten-ongewijzigd     GET    302   405   405   405   403   403   403   403   403   403   405
clienten-ongewijzigd     POST   302   302   404   404   403   403   403   403   403   403   302
client-toevoegen         GET    302   405   405   405   403   403   403   403   403   403   405
client-toevoegen         POST   302   409   404   404   403   403   403   403   403   403   409
client                   GET    302   200   404   404   403   403   403   403   403   403   200
client                   POST   302   302   404   404   403   403   403   403   403   403   302
client-weghalen          GET    302   405   405   405   403   403   403   403   403   403   405
client-weghalen          POST   302   409   404   404   403   403   403   403   403   403   409
koppelingen              GET    302   200   200   200   403   403   403   403   403   403   200
koppelingen              POST   302   422   422   422   403   403   403   403   403   403   422
koppeling                GET    302   404   404   404   403   403   403   403   403   403   404
koppeling                POST   302   405   405   405   403   403   403   403   403   403   405
koppeling-revoke         GET    302   405   405   405   403   403   403   403   403   403   405
koppeling-revoke         POST   302   404   404   404   403   403   403   403   403   403   404
browser-check            GET    302   200   200   200   403   403   403   403   403   403   200
browser-check            POST   302   405   405   405   403   403   403   403   403   403   405
browser-check-keeper     GET    302   200   200   200   403   403   403   403   403   403   200
browser-check-keeper     POST   302   405   405   405   403   403   403   403   403   403   405
browser-check-file       GET    302   200   200   200   403   403   403   403   403   403   200
browser-check-file       POST   302   405   405   405   403   403   403   403   403   403   405
reports                  GET    302   200   200   200   200   200   200   200   200   200   200
reports                  POST   302   405   405   405   405   405   405   405   405   405   405
report-aanbieder         GET    302   200   200   404   403   403   403   403   403   403   200
report-aanbieder         POST   302   405   405   405   403   403   403   403   403   403   405
report-trajecten         GET    302   200   200   404   403   403   403   403   403   403   200
report-trajecten         POST   302   405   405   405   403   403   403   403   403   403   405
report-gemeente          GET    302   403   403   403   200   404   200   404   403   403   403
report-gemeente          POST   302   403   403   403   405   405   405   405   403   403   403
report-regio             GET    302   403   403   403   403   403   200   404   403   403   403
report-regio             POST   302   403   403   403   403   403   405   405   403   403   403
hoe-geteld               GET    302   200   200   200   200   200   200   200   200   200   200
hoe-geteld               POST   302   405   405   405   405   405   405   405   405   405   405
regelboek                GET    302   200   200   200   200   200   200   200   200   200   200
regelboek                POST   302   405   405   405   405   405   405   405   405   405   405
organisaties             GET    302   403   403   403   403   403   403   403   200   403   403
organisaties             POST   302   403   403   403   403   403   403   403   405   403   403
organisatie              GET    302   403   403   403   403   403   403   403   200   403   403
organisatie              POST   302   403   403   403   403   403   403   403   422   403   403
toegang                  GET    302   403   403   403   403   403   403   403   200   200   403
toegang                  POST   302   403   403   403   403   403   403   403   405   405   403
logboek                  GET    302   200   200   200   403   403   403   403   200   200   200
logboek                  POST   302   405   405   405   403   403   403   403   405   405   405
logboek-export           GET    302   200   200   200   403   403   403   403   200   200   200
logboek-export           POST   302   405   405   405   403   403   403   403   405   405   405
health                   GET    200   200   200   200   200   200   200   200   200   200   200
health                   POST   405   405   405   405   405   405   405   405   405   405   405
security-txt             GET    404   404   404   404   404   404   404   404   404   404   404
security-txt             POST   405   405   405   405   405   405   405   405   405   405   405
account_login            GET    200   302   302   302   302   302   302   302   302   302   302
account_login            POST   200   302   302   302   302   302   302   302   302   302   302
mfa_authenticate         GET    302   302   302   302   302   302   302   302   302   302   302
mfa_authenticate         POST   302   302   302   302   302   302   302   302   302   302   302
passkey                  GET    200   302   302   302   302   302   302   302   302   302   302
passkey                  POST   422   302   302   302   302   302   302   302   302   302   302
oidc                     GET    404   404   404   404   404   404   404   404   404   404   404
oidc                     POST   405   405   405   405   405   405   405   405   405   405   405
oidc-terug               GET    404   404   404   404   404   404   404   404   404   404   404
oidc-terug               POST   405   405   405   405   405   405   405   405   405   405   405
bevestigen               GET    302   200   200   200   200   200   200   200   200   200   200
bevestigen               POST   302   422   422   422   422   422   422   422   422   422   422
organisatie-kiezen       GET    302   200   200   200   200   200   200   200   200   200   200
organisatie-kiezen       POST   302   404   404   404   404   404   404   404   404   404   404
uitnodiging              GET    410   410   410   410   410   410   410   410   410   410   410
uitnodiging              POST   410   410   410   410   410   410   410   410   410   410   410
uitnodiging-openen       GET    410   410   410   410   410   410   410   410   410   410   410
uitnodiging-openen       POST   405   405   405   405   405   405   405   405   405   405   405
account                  GET    302   200   200   200   200   200   200   200   200   200   200
account                  POST   302   405   405   405   405   405   405   405   405   405   405
account-inloggen         GET    302   200   200   200   200   200   200   200   200   200   200
account-inloggen         POST   302   405   405   405   405   405   405   405   405   405   405
tweede-factor            GET    302   200   200   200   200   200   200   200   200   200   200
tweede-factor            POST   302   405   405   405   405   405   405   405   405   405   405
account-wachtwoord       GET    302   200   200   200   200   200   200   200   200   200   200
account-wachtwoord       POST   302   422   422   422   422   422   422   422   422   422   422
account-sessies-einde    GET    302   405   405   405   405   405   405   405   405   405   405
account-sessies-einde    POST   302   302   302   302   302   302   302   302   302   302   302
account-sessie-einde     GET    302   405   405   405   405   405   405   405   405   405   405
account-sessie-einde     POST   302   404   404   404   404   404   404   404   404   404   404
factor-app               GET    302   200   200   200   200   200   200   200   200   200   200
factor-app               POST   302   422   422   422   422   422   422   422   422   422   422
factor-sleutel           GET    302   200   200   200   200   200   200   200   200   200   200
factor-sleutel           POST   302   422   422   422   422   422   422   422   422   422   422
factor-weghalen          GET    302   405   405   405   405   405   405   405   405   405   405
factor-weghalen          POST   302   404   404   404   404   404   404   404   404   404   404
herstelcodes             GET    302   405   405   405   405   405   405   405   405   405   405
herstelcodes             POST   302   201   201   201   201   201   201   201   201   201   201
leden                    GET    302   403   200   403   403   403   403   403   403   403   200
leden                    POST   302   403   422   403   403   403   403   403   403   403   422
lid                      GET    302   403   404   403   403   403   403   403   403   403   200
lid                      POST   302   403   405   403   403   403   403   403   403   403   405
lid-rol                  GET    302   403   405   403   403   403   403   403   403   403   405
lid-rol                  POST   302   403   404   403   403   403   403   403   403   403   422
lid-rechten              GET    302   403   405   403   403   403   403   403   403   403   405
lid-rechten              POST   302   403   404   403   403   403   403   403   403   403   302
lid-einde                GET    302   403   405   403   403   403   403   403   403   403   405
lid-einde                POST   302   403   404   403   403   403   403   403   403   403   302
lid-factor               GET    302   403   405   403   403   403   403   403   403   403   405
lid-factor               POST   302   403   404   403   403   403   403   403   403   403   302
lid-wachtwoord           GET    302   403   405   403   403   403   403   403   403   403   405
lid-wachtwoord           POST   302   403   404   403   403   403   403   403   403   403   201
uitnodiging-intrekken    GET    302   403   405   403   403   403   403   403   403   403   405
uitnodiging-intrekken    POST   302   403   404   403   403   403   403   403   403   403   404
leden-inloggen           GET    302   403   200   403   403   403   403   403   403   403   200
leden-inloggen           POST   302   403   405   403   403   403   403   403   403   403   405
rechtencontrole          GET    302   403   200   403   403   403   403   403   403   403   200
rechtencontrole          POST   302   403   405   403   403   403   403   403   403   403   405
rechtencontrole-antwoord GET    302   403   405   403   403   403   403   403   403   403   405
rechtencontrole-antwoord POST   302   403   302   403   403   403   403   403   403   403   302
organisatie-mensen       GET    302   403   403   403   403   403   403   403   200   403   403
organisatie-mensen       POST   302   403   403   403   403   403   403   403   422   403   403
organisatie-lid-factor   GET    302   403   403   403   403   403   403   403   405   403   403
organisatie-lid-factor   POST   302   403   403   403   403   403   403   403   302   403   403
privacy                  GET    302   403   403   403   403   403   403   403   403   200   403
privacy                  POST   302   403   403   403   403   403   403   403   403   405   403
privacy-overeenkomsten   GET    302   403   403   403   403   403   403   403   403   200   403
privacy-overeenkomsten   POST   302   403   403   403   403   403   403   403   403   405   403
privacy-bewaard          GET    302   403   403   403   403   403   403   403   403   200   403
privacy-bewaard          POST   302   403   403   403   403   403   403   403   403   405   403
privacy-bewaard-van      GET    302   403   403   403   403   403   403   403   403   200   403
privacy-bewaard-van      POST   302   403   403   403   403   403   403   403   403   405   403
privacy-termijnen        GET    302   403   403   403   403   403   403   403   403   200   403
privacy-termijnen        POST   302   403   403   403   403   403   403   403   403   405   403
privacy-bewijsmap        GET    302   403   403   403   403   403   403   403   403   200   403
privacy-bewijsmap        POST   302   403   403   403   403   403   403   403   403   200   403
incidenten               GET    302   403   403   403   403   403   403   403   403   200   403
incidenten               POST   302   403   403   403   403   403   403   403   403   405   403
incident-openen          GET    302   403   403   403   403   403   403   403   403   200   403
incident-openen          POST   302   403   403   403   403   403   403   403   403   422   403
incident                 GET    302   403   403   403   403   403   403   403   403   200   403
incident                 POST   302   403   403   403   403   403   403   403   403   405   403
sleutels                 GET    302   403   403   403   403   403   403   403   200   200   403
sleutels                 POST   302   403   403   403   403   403   403   403   405   405   403
sleutels-volgen          GET    302   403   403   403   403   403   403   403   200   403   403
sleutels-volgen          POST   302   403   403   403   403   403   403   403   422   403   403
sleutels-uitvoeren       GET    302   403   403   403   403   403   403   403   405   403   403
sleutels-uitvoeren       POST   302   403   403   403   403   403   403   403   302   403   403
toestand                 GET    302   403   403   403   403   403   403   403   200   200   403
toestand                 POST   302   403   403   403   403   403   403   403   405   405   403
privacy-reservekopieen   GET    302   403   403   403   403   403   403   403   200   200   403
privacy-reservekopieen   POST   302   403   403   403   403   403   403   403   405   405   403
incident-sluiten         GET    302   403   403   403   403   403   403   403   403   405   403
incident-sluiten         POST   302   403   403   403   403   403   403   403   403   422   403
incident-brief           GET    302   403   403   403   403   403   403   403   403   200   403
incident-brief           POST   302   403   403   403   403   403   403   403   403   422   403
incident-ingelicht       GET    302   403   403   403   403   403   403   403   403   200   403
incident-ingelicht       POST   302   403   403   403   403   403   403   403   403   422   403
incidenten-eigen         GET    302   200   200   200   403   403   403   403   403   403   200
incidenten-eigen         POST   302   405   405   405   403   403   403   403   403   403   405
incident-personen        GET    302   200   404   404   403   403   403   403   403   403   200
incident-personen        POST   302   405   405   405   403   403   403   403   403   403   405
organisatie-nieuw        GET    302   403   403   403   403   403   403   403   200   403   403
organisatie-nieuw        POST   302   403   403   403   403   403   403   403   422   403   403
organisatie-gegevens     GET    302   403   403   403   403   403   403   403   200   403   403
organisatie-gegevens     POST   302   403   403   403   403   403   403   403   422   403   403
organisatie-regio        GET    302   403   403   403   403   403   403   403   200   403   403
organisatie-regio        POST   302   403   403   403   403   403   403   403   422   403   403
organisatie-regio-einde  GET    302   403   403   403   403   403   403   403   405   403   403
organisatie-regio-einde  POST   302   403   403   403   403   403   403   403   302   403   403
organisatie-samenvoegen  GET    302   403   403   403   403   403   403   403   200   403   403
organisatie-samenvoegen  POST   302   403   403   403   403   403   403   403   422   403   403
organisatie-samengevoegd GET    302   403   403   403   403   403   403   403   405   403   403
organisatie-samengevoegd POST   302   403   403   403   403   403   403   403   302   403   403
contract-nieuw           GET    302   403   403   403   403   403   403   403   200   403   403
contract-nieuw           POST   302   403   403   403   403   403   403   403   422   403   403
contract-einddatum       GET    302   403   403   403   403   403   403   403   404   403   403
contract-einddatum       POST   302   403   403   403   403   403   403   403   404   403   403
contractlijst            GET    302   403   403   403   403   403   403   403   200   403   403
contractlijst            POST   302   403   403   403   403   403   403   403   422   403   403
contractlijst-overnemen  GET    302   403   403   403   403   403   403   403   405   403   403
contractlijst-overnemen  POST   302   403   403   403   403   403   403   403   409   403   403
contractlijst-voorbeeld  GET    302   403   403   403   403   403   403   403   200   403   403
contractlijst-voorbeeld  POST   302   403   403   403   403   403   403   403   405   403   403
besluiten                GET    302   403   403   403   403   403   403   403   200   200   403
besluiten                POST   302   403   403   403   403   403   403   403   405   405   403
besluit                  GET    302   403   403   403   403   403   403   403   405   405   403
besluit                  POST   302   403   403   403   403   403   403   403   404   404   403
besluit-intrekken        GET    302   403   403   403   403   403   403   403   405   405   403
besluit-intrekken        POST   302   403   403   403   403   403   403   403   404   404   403
overeenkomst             GET    302   403   403   403   403   403   403   403   200   200   403
overeenkomst             POST   302   403   403   403   403   403   403   403   422   422   403
overeenkomst-pdf         GET    302   403   403   403   403   403   403   403   200   200   403
overeenkomst-pdf         POST   302   403   403   403   403   403   403   403   405   405   403
overeenkomst-bevestigen  GET    302   403   403   403   403   403   403   403   405   405   403
overeenkomst-bevestigen  POST   302   403   403   403   403   403   403   403   409   409   403
contracteinden           GET    302   403   403   403   403   403   403   403   200   200   403
contracteinden           POST   302   403   403   403   403   403   403   403   422   422   403
contracteinde            GET    302   403   403   403   403   403   403   403   200   200   403
contracteinde            POST   302   403   403   403   403   403   403   403   405   405   403
contracteinde-stap       GET    302   403   403   403   403   403   403   403   405   405   403
contracteinde-stap       POST   302   403   403   403   403   403   403   403   200   200   403
eigen-contracteinden     GET    302   200   200   200   403   403   403   403   403   403   200
eigen-contracteinden     POST   302   405   405   405   403   403   403   403   403   403   405
contracteinde-bezwaar    GET    302   405   405   405   403   403   403   403   403   403   405
contracteinde-bezwaar    POST   302   422   404   404   403   403   403   403   403   403   422
contracteinde-gegevens   GET    302   200   404   404   403   403   403   403   403   403   200
contracteinde-gegevens   POST   302   405   405   405   403   403   403   403   403   403   405
certificaten             GET    302   200   200   200   200   200   200   200   200   200   200
certificaten             POST   302   405   405   405   405   405   405   405   405   405   405
certificaat              GET    302   200   404   404   200   404   404   404   200   200   200
certificaat              POST   302   405   405   405   405   405   405   405   405   405   405
verzoeken                GET    302   403   403   403   403   403   403   403   403   200   403
verzoeken                POST   302   403   403   403   403   403   403   403   403   422   403
verzoek                  GET    302   403   403   403   403   403   403   403   403   200   403
verzoek                  POST   302   403   403   403   403   403   403   403   403   405   403
verzoek-doen             GET    302   403   403   403   403   403   403   403   403   405   403
verzoek-doen             POST   302   403   403   403   403   403   403   403   403   200   403
eigen-verzoeken          GET    302   200   200   200   403   403   403   403   403   403   200
eigen-verzoeken          POST   302   405   405   405   403   403   403   403   403   403   405
eigen-verzoek            GET    302   200   404   404   403   403   403   403   403   403   200
eigen-verzoek            POST   302   405   405   405   403   403   403   403   403   403   405
verzoek-antwoord         GET    302   405   405   405   403   403   403   403   403   403   405
verzoek-antwoord         POST   302   200   404   404   403   403   403   403   403   403   200
verzoek-gegevens         GET    302   200   404   404   403   403   403   403   403   403   200
verzoek-gegevens         POST   302   405   405   405   403   403   403   403   403   403   405
verzoek-meegeven         GET    302   200   404   404   403   403   403   403   403   403   200
verzoek-meegeven         POST   302   405   405   405   403   403   403   403   403   403   405
verzoek-verbeteren       GET    302   405   405   405   403   403   403   403   403   403   405
verzoek-verbeteren       POST   302   409   404   404   403   403   403   403   403   403   409
"""
ROWS = [line.split() for line in MATRIX.strip().splitlines()[1:]]
FORM = re.compile(r"/clienten/([0-9a-f-]{36})")
LID = re.compile(r"/mensen/(\d+)")
INCIDENT = re.compile(r"/incidenten/([0-9a-f-]{36})")
ENDING = re.compile(r"/(?:contracteinden|certificaten|verzoeken)/([0-9a-f-]{36})")
OF_ENDS = (
    "contracteinde", "contracteinde-stap", "contracteinde-bezwaar", "contracteinde-gegevens",
    "certificaat",
)  # fmt: skip
OF_REQUESTS = (
    "verzoek", "verzoek-doen", "eigen-verzoek", "verzoek-antwoord", "verzoek-gegevens",
    "verzoek-meegeven", "verzoek-verbeteren",
)  # fmt: skip


def address_of(name, world):
    """Give the address of a page about something of "eigen", Delft or Haaglanden."""
    form = _form(world) if name.startswith("client") else None
    lid = current(world.users["eigen"]).get().pk
    delft = actor_as(world.users["delft"]).organisatie
    overeenkomst = required_for(aanbieder=world.aanbieder, day=timezone.localdate())
    incident = _incident(world) if name.startswith("incident") else None
    arguments = {
        "aanlevering": [world.draft],
        "aanlevering-bestand": [world.draft],
        "aanlevering-marked": [world.draft, "xlsx"],
        "aanlevering-herstel": [world.asking, "G02"],
        "aanlevering-ongedaan": [world.draft, 1],
        "aanlevering-rij": [world.draft, 2],
        "aanlevering-rij-weg": [world.draft, 2],
        "aanlevering-vragen": [world.asking],
        "aanlevering-verschil": [world.draft],
        "aanlevering-indienen": [world.draft],
        "aanlevering-bewijs": [world.processed],
        "aanlevering-intrekken": [world.processed],
        "aanlevering-terugzetten": [world.processed],
        "aanlevering-verder": [world.processed],
        "aanlevering-discard": [world.draft],
        "aanlevering-present": [world.draft],
        "aanlevering-progress": [world.processed],
        "clienten": [form],
        "clienten-ongewijzigd": [form],
        "client-toevoegen": [form],
        "client": [form, 1],
        "client-weghalen": [form, 1],
        "koppeling": [NOBODYS],
        "koppeling-revoke": [NOBODYS],
        "browser-check-file": addresses()["pagina.js"].split("/")[-2:],
        "report-aanbieder": [PERIODE.code, "tevredenheid"],
        "report-trajecten": [PERIODE.code, "uitval"],
        "report-gemeente": ["0503", PERIODE.code, "uitval"],
        "report-regio": ["Haaglanden", PERIODE.code, "uitval"],
        "hoe-geteld": ["uitval"],
        "organisatie": [world.aanbieder],
        "logboek-export": ["csv"],
        "privacy-bewaard-van": [world.aanbieder],
        "sleutels-volgen": ["Haaglanden"],
        "sleutels-uitvoeren": [NOBODYS],
        "incident-brief": [incident, world.aanbieder],
        "incident-ingelicht": [incident, world.aanbieder],
        "uitnodiging-openen": ["verzonnen"],
        "uitnodiging-intrekken": [NOBODYS],
        "account-sessie-einde": ["0" * 16],
        "factor-weghalen": [1],
        "organisatie-gegevens": [world.aanbieder],
        "organisatie-regio": [delft],
        "organisatie-regio-einde": [delft, 1],
        "organisatie-samenvoegen": [world.aanbieder],
        "organisatie-samengevoegd": [world.aanbieder, NOBODYS],
        "contract-nieuw": [world.aanbieder],
        "contract-einddatum": [1],
        "besluit": [NOBODYS],
        "besluit-intrekken": [NOBODYS],
        "overeenkomst": [overeenkomst],
        "overeenkomst-pdf": [overeenkomst],
        "overeenkomst-bevestigen": [overeenkomst],
        "organisatie-mensen": [world.aanbieder],
        "organisatie-lid-factor": [world.aanbieder, lid],
    } | {
        each: [lid]
        for each in ("lid", "lid-rol", "lid-rechten", "lid-einde", "lid-factor", "lid-wachtwoord")
    }
    arguments |= {
        each: [incident] for each in ("incident", "incident-sluiten", "incident-personen")
    }
    if name in OF_ENDS:
        arguments[name] = [_einde(world, done=name == "certificaat")]
    if name in OF_REQUESTS:
        more = {"verzoek-meegeven": ["json"], "verzoek-verbeteren": [world.processed]}
        arguments[name] = [_verzoek(world), *more.get(name, [])]
    query = {"aanlevering-herstel": "?kolom=geslacht"}.get(name, "")
    return reverse(name, args=arguments.get(name, [])) + query


def _einde(world, *, done):
    """Give the end of a contract of "eigen" with Delft: planned, or carried out."""
    eigen, delft, beheer = (actor_as(world.users[name]) for name in ("eigen", "delft", "beheer"))
    if made := Contracteinde.objects.values_list("pk", flat=True).first():
        return made
    now = timezone.now()
    contract = contracten.add(
        actor=beheer, aanbieder=eigen.organisatie, opdrachtgever=delft.organisatie, nummer="1",
        van=date(2020, 1, 1), tot=timezone.localdate(now) - timedelta(days=1), now=now,
    ).reference  # fmt: skip
    first = timezone.localdate(now) + contracteinde.TERM
    made = contracteinde.plan(actor=beheer, contract=contract, vernietigen_vanaf=first, now=now)
    if done:
        asked = decisions_by_two.ask(
            actor=beheer, soort="contracteinde", onderwerp=str(made), organisatie=None,
            inhoud={}, reden="Voorbij", now=now,
        )  # fmt: skip
        Contracteinde.objects.filter(pk=made).update(
            staat="uitgevoerd", besluit=asked.reference, certificaat=b"%PDF-", uitgevoerd_at=now
        )
    return made


def _verzoek(world):
    """Give a request about the first child of "eigen", which it allowed."""
    eigen, privacy = (actor_as(world.users[name]) for name in ("eigen", "privacy"))
    if made := Verzoek.objects.values_list("pk", flat=True).first():
        return made
    now, vault = timezone.now(), keyring.current_vault()
    made = verzoeken.register(
        actor=privacy, aanbieder=world.aanbieder, soort="inzage", bsn=next(bsns()),
        ontvangen_op=timezone.localdate(now), now=now, vault=vault,
    )  # fmt: skip
    verzoeken_eigen.allow(actor=eigen, verzoek=made, now=now, vault=vault)
    return made


def _incident(world):
    """Give an incident about a look of "eigen" at somebody, of which it was told."""
    eigen, privacy = (actor_as(world.users[name]) for name in ("eigen", "privacy"))
    now = timezone.now()
    audit.record(
        actor=eigen, action="personen:view", subject="x", purpose="x", now=now, betrokkene="0" * 32
    )
    made = incidenten.open_incident(
        actor=privacy,
        titel="Laptop kwijt",
        omschrijving="",
        van=now - timedelta(hours=1),
        tot=None,
        accounts=(),
        now=now,
    )
    incidenten.tell(
        actor=privacy, reference=made.reference, aanbieder=world.aanbieder, hoe="Gebeld", now=now
    )
    return made.reference


def _form(world):
    """Give the form of "eigen", begun in the transaction of this test."""
    return clienten.begin(
        actor=actor_as(world.users["eigen"]),
        periode=PERIODE,
        now=timezone.now(),
        vault=keyring.current_vault(),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_reader_gets_what_the_matrix_says(row, world, browse):
    name, method, *expected = row
    answers = []
    for reader in READERS:
        with transaction.atomic():
            client = browse(reader)
            answers.append(str(client.generic(method, address_of(name, world)).status_code))
            transaction.set_rollback(True)

    assert answers == expected


def test_no_address_is_missing_from_the_matrix():
    # Those of the API, for programs with a key, have a matrix of their own.
    named = {route.name for route in routes() if not route.name.startswith("api-")}

    assert {(name, method) for name, method, *_ in ROWS} == {
        (name, method) for name in named for method in ("GET", "POST")
    }


def test_every_address_has_a_mark():
    assert all(permission_of(route.callback) or True for route in routes())


TABLE = {(name, method): dict(zip(READERS, row, strict=True)) for name, method, *row in ROWS}
NAMES = sorted({name for name, _ in TABLE})
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")


def _other(name, reader):
    """Give what a method answers that no page knows: nothing is done, whoever asks."""
    known = TABLE[name, "GET"][reader], TABLE[name, "POST"][reader]
    if known == ("403", "403"):
        return "403"
    return "302" if reader is None and known == ("302", "302") else "405"


@pytest.mark.parametrize("name", NAMES)
def test_no_other_method_does_anything(name, world, browse):
    expected, answers = {}, {}
    for reader in READERS:
        client = browse(reader)
        address = address_of(name, world)
        for method in OTHER_METHODS:
            expected[reader, method] = _other(name, reader)
            answers[reader, method] = str(client.generic(method, address).status_code)
    # Who has not gone through the steps of signing in gets no further by another method.
    if name == "mfa_authenticate":
        expected = dict.fromkeys(expected, "405")

    assert answers == expected


@pytest.mark.parametrize("name", NAMES)
def test_asking_for_the_head_is_asking_for_the_page(name, world, browse):
    for reader in READERS:
        with transaction.atomic():
            answer = browse(reader).head(address_of(name, world))
            assert (reader, str(answer.status_code)) == (reader, TABLE[name, "GET"][reader])
            assert answer.content == b""
            transaction.set_rollback(True)


def _owners(row):
    """Give what those get to whom the things asked for belong."""
    return {row[reader] for reader in ("eigen", "delft", "haaglanden", "rechten")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_closed_account_gets_what_nobody_gets(row, world, browse):
    name, method, nobody, *_ = row
    client = browse("eigen")
    address = address_of(name, world)
    User.objects.filter(username="eigen").update(is_active=False)

    assert str(client.generic(method, address).status_code) == nobody


OWN_ONLY = {"report-aanbieder", "report-trajecten"}  # They name no provider: always the own one.
NOT_THEIRS = [
    (name, method, reader)
    for (name, method), row in TABLE.items()
    if name not in OWN_ONLY
    for reader in READERS[2:]
    if row[reader] == "404" and {"200", "201", "302", "405", "409", "422"} & _owners(row)
]


@pytest.mark.parametrize(("name", "method", "reader"), NOT_THEIRS)
def test_not_yours_and_does_not_exist_answer_alike(name, method, reader, world, browse):
    client = browse(reader)
    theirs = address_of(name, world)
    nobodys = theirs
    for reference in {world.draft, world.asking, world.processed, world.aanbieder}:
        nobodys = nobodys.replace(str(reference), NOBODYS)
    for known, unknown in (
        (FORM.search(theirs), NOBODYS),
        (LID.search(theirs), "999999999"),
        (INCIDENT.search(theirs), NOBODYS),
        (ENDING.search(theirs), NOBODYS),
    ):
        nobodys = nobodys.replace(known[1], unknown) if known else nobodys
    nobodys = nobodys.replace("/0503/", "/9999/").replace("/Haaglanden/", "/Nergensland/")
    assert nobodys != theirs

    answers = [client.generic(method, address) for address in (theirs, nobodys)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert _told(answers[0]) == _told(answers[1])


def _told(answer):
    text = answer.content.decode()
    return text[: text.index("csrfmiddlewaretoken")], text[text.index("<main") :]
