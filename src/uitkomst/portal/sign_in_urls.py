"""The addresses of signing in, of one's own account and of who manages rights: in every zone."""

from django.urls import path

from uitkomst.portal.views import account, enrol, factor, leden, provider, session, uitnodiging

urlpatterns = [
    path("inloggen", session.login, name="login"),
    path("inloggen", session.login, name="account_login"),  # As allauth knows it.
    path("inloggen/tweede-stap", factor.login_step, name="mfa_authenticate"),
    path("inloggen/passkey", factor.passkey, name="passkey"),
    path("inloggen/inlogdienst", provider.there, name="oidc"),
    path("inloggen/inlogdienst/terug", provider.back, name="oidc-terug"),
    path("uitloggen", session.logout, name="logout"),
    path("demo-inloggen", session.demo_login, name="demo-login"),
    path("bevestigen", factor.step_up, name="bevestigen"),
    path("organisatie-kiezen", session.choose, name="organisatie-kiezen"),
    path("uitnodiging", uitnodiging.show, name="uitnodiging"),
    path("uitnodiging/<str:token>", uitnodiging.opened, name="uitnodiging-openen"),
    path("account", account.show, name="account"),
    path("account/inloggen", account.sign_ins, name="account-inloggen"),
    path("account/wachtwoord", account.password, name="account-wachtwoord"),
    path("account/sessies/beeindigen", account.end_others, name="account-sessies-einde"),
    path(
        "account/sessies/<slug:sessie>/beeindigen", account.end_session, name="account-sessie-einde"
    ),
    path("account/tweede-stap", enrol.index, name="tweede-factor"),
    path("account/tweede-stap/app", enrol.app, name="factor-app"),
    path("account/tweede-stap/passkey", enrol.key, name="factor-sleutel"),
    path("account/tweede-stap/<int:pk>/weghalen", enrol.remove, name="factor-weghalen"),
    path("account/tweede-stap/herstelcodes", enrol.codes, name="herstelcodes"),
    path("mensen", leden.index, name="leden"),
    path("mensen/inloggen", leden.sign_ins, name="leden-inloggen"),
    path("mensen/controle", leden.controle, name="rechtencontrole"),
    path("mensen/controle/antwoord", leden.controle_answer, name="rechtencontrole-antwoord"),
    path("mensen/<int:pk>", leden.show, name="lid"),
    path("mensen/<int:pk>/rol", leden.change_role, name="lid-rol"),
    path("mensen/<int:pk>/rechten", leden.set_manager, name="lid-rechten"),
    path("mensen/<int:pk>/beeindigen", leden.end, name="lid-einde"),
    path("mensen/<int:pk>/tweede-stap", leden.reset_factor, name="lid-factor"),
    path("mensen/<int:pk>/wachtwoord", leden.renew_password, name="lid-wachtwoord"),
    path(
        "mensen/uitnodigingen/<uuid:reference>/intrekken",
        leden.revoke,
        name="uitnodiging-intrekken",
    ),
]
