"""Django's settings: one file, safe by default, the environment decides the rest.

DATABASE_URL, UITKOMST_DATA, UITKOMST_DEMO, UITKOMST_SECRET_KEY, UITKOMST_HOSTS, UITKOMST_ORIGINS,
UITKOMST_MASTER_KEY (or UITKOMST_MASTER_KEY_FILE), UITKOMST_PLAIN_HTTP, UITKOMST_PROXY,
UITKOMST_SECRET_KEY_OLD, UITKOMST_OIDC_… (docs/inloggen.md), UITKOMST_LOG_LEVEL, UITKOMST_ZONE,
UITKOMST_AUDIT_… and UITKOMST_ADDRESS_RAPPORTEN (docs/zones.md), UITKOMST_TRUST_ROOTS,
UITKOMST_SECURITY_… (docs/hardening.md); for mail UITKOMST_ADDRESS, UITKOMST_SMTP and
UITKOMST_MAIL_FROM.
"""

import os

from csp.constants import NONE, SELF

from uitkomst.config import environment
from uitkomst.config.identity_provider import identity_provider
from uitkomst.config.logs import configure, logging_config
from uitkomst.config.security_contact import security_txt

DATA = environment.DATA
DEMO = environment.DEMO
MASTER_KEY_FILE = environment.master_key_file()
SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = list(filter(None, os.environ.get("UITKOMST_SECRET_KEY_OLD", "").split(",")))
DEBUG = False
ALLOWED_HOSTS = [
    *filter(None, os.environ.get("UITKOMST_HOSTS", "").split(",")),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = list(filter(None, os.environ.get("UITKOMST_ORIGINS", "").split(",")))

DATABASES = {"default": environment.database()}
ZONE = environment.ZONE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "csp",
    "procrastinate.contrib.django",
    "uitkomst.register",
    "uitkomst.portal",
    "uitkomst.config",
    # After the portal: where both have a template, ours is taken.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "uitkomst.config.middleware.HeadersMiddleware",
    "uitkomst.config.middleware.Utf8Middleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "uitkomst.config.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "uitkomst.config.middleware.ActorMiddleware",
    "uitkomst.config.limits.LimitsMiddleware",
    "uitkomst.config.middleware.RefusalMiddleware",
]

ROOT_URLCONF = ZONE.urls
WSGI_APPLICATION = "uitkomst.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "uitkomst.config.middleware.actor_in_templates",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "register.User"
AUTHENTICATION_BACKENDS = ["uitkomst.services.deelnemers.accounts.PortalBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [  # The later ones only to read what they once wrote, and write it anew.
    "uitkomst.services.deelnemers.wachtwoorden.PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PROXY = os.environ.get("UITKOMST_PROXY") == "1"  # Only behind one that always sets its headers.
OIDC = identity_provider()
# allauth: signing in only, with our own adapters, limits and pages.
ACCOUNT_ADAPTER = "uitkomst.services.deelnemers.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # Counted in the database instead: services/deelnemers/attempts.py
ACCOUNT_LOGIN_TIMEOUT = 15 * 60  # seconds between the first factor and the second
MFA_ADAPTER = "uitkomst.services.deelnemers.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # Recovery codes are ours: kept as a hash.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Uitkomst"
MFA_FORMS = {"authenticate": "uitkomst.portal.factor_forms.CodeForm"}
SOCIALACCOUNT_ADAPTER = "uitkomst.services.deelnemers.oidc.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC.apps()}}

# Language
LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# Headers and cookies. Plain http only for a demo on this machine, or when said so in words.
HTTPS = not DEMO and os.environ.get("UITKOMST_PLAIN_HTTP") != "1"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# A watcher on the machine itself; and the API refuses plain http, where a page would redirect.
SECURE_REDIRECT_EXEMPT = [r"^gezond$", r"^api/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# W021: a preloaded host name is a promise about a whole domain, which is not ours to make.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
PREFIX = "__Host-" if HTTPS else ""  # A browser then holds them to this host and to https.
SESSION_ENGINE = "uitkomst.services.deelnemers.session_store"
SESSION_COOKIE_NAME = f"{PREFIX}{ZONE.cookie}"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "uitkomst.config.messages.MessageCookie"
CSRF_COOKIE_NAME = f"{PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# Files: what a sender gives stays in memory, never in a temporary file.
FILE_UPLOAD_HANDLERS = ["uitkomst.config.uploads.MemoryOnlyUploadHandler"]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# The certificates (PEM or DER) whose digital signatures under agreements are trusted; none unless a
# folder is named.
TRUST_ROOTS = os.environ.get("UITKOMST_TRUST_ROOTS", "")

# Work behind the pages
PROCRASTINATE_IMPORT_PATHS = [
    "uitkomst.services.jobs",
    "uitkomst.services.privacy.contracteinde_job",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

# The logbook: with which key checkpoints are signed, and where copies of them go; in the data
# folder unless another place is named.
AUDIT_KEY_FILE = os.environ.get("UITKOMST_AUDIT_KEY_FILE", "")
AUDIT_CHECKPOINTS = os.environ.get("UITKOMST_AUDIT_CHECKPOINTS", "")
AUDIT_MAIL = os.environ.get("UITKOMST_AUDIT_MAIL", "")

# Mail: shown on the console unless a server is named
ADDRESS = os.environ.get("UITKOMST_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# Where gemeenten and regions sign in, when that is a process of its own (docs/zones.md).
REPORTS_ADDRESS = os.environ.get("UITKOMST_ADDRESS_RAPPORTEN", "").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("UITKOMST_MAIL_FROM", "Uitkomst <uitkomst@voorbeeld.example>")
SECURITY_TXT = security_txt(ADDRESS)
MAIL = environment.mail()
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL.host else 'console'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls == "starttls", MAIL.tls == "tls"
EMAIL_TIMEOUT = 20  # seconds

LOGGING_CONFIG = None
LOGGING = logging_config(os.environ.get("UITKOMST_LOG_LEVEL", "INFO"))
configure(LOGGING)
