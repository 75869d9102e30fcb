"""Every setting, in one file; ``fundinst.environment`` reads and checks what the machine says.

FUNDINST_ENV is ``development`` (a laptop: embedded PostgreSQL, plain HTTP on 127.0.0.1) or
``production``, which asks for DATABASE_URL, SECRET_KEY and ALLOWED_HOSTS and speaks HTTPS only.
"""

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from fundinst import environment

BASE_DIR = environment.PROJECT
VAR_DIR = BASE_DIR / "var"  # what the project makes on this machine; never in git
PRODUCTION = environment.one_of("FUNDINST_ENV", "development", "production") == "production"
# Off everywhere unless asked for: a user never sees a stack trace.
DEBUG = environment.yes("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 ใช้กับ FUNDINST_ENV=production ไม่ได้ ให้ตั้ง DEBUG=0")
SECRET_KEY = environment.secret_key(VAR_DIR / "secret_key", make=not PRODUCTION)
# National IDs: what they are encrypted with, the newest key first, and what they are found by.
NATIONAL_ID_KEYS = environment.national_id_keys(VAR_DIR / "national_id_keys", make=not PRODUCTION)
NATIONAL_ID_SEARCH_KEY = environment.national_id_search_key(
    VAR_DIR / "national_id_search_key", make=not PRODUCTION
)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", needed=PRODUCTION)
# What papers bear: in a real installation the first host unless it is set, or else the request's.
PUBLIC_ADDRESS = environment.public_address("PUBLIC_ADDRESS", ALLOWED_HOSTS if PRODUCTION else [])
EMBEDDED_POSTGRES = not environment.text("DATABASE_URL")
DATABASES = {
    "default": {
        **environment.database("DATABASE_URL", needed=PRODUCTION),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# pgtrigger asks for this in every trigger, and unset it costs a failed subtransaction a row: a
# register of 20,000 rows took twenty times as long.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c pgtrigger.ignore={}")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # before staticfiles: runserver serves as production does
    "django.contrib.staticfiles",
    *["pgtrigger", "pghistory", "procrastinate.contrib.django", "import_export", "django_htmx"],
    *["crispy_forms", "crispy_bootstrap5", "django_tables2", "django_filters", "csp"],
    *["axes", "django_otp", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_static"],
    *["fundinst", "members", "debts", "consolidation", "reports"],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a village's grid over a weak line: 864 kB become 43
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "members.form_owners.FormOwnerMiddleware",  # before the next one, whose cookie it reads
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.kept_forms_middleware.SignInFirstMiddleware",
    "fundinst.middleware.NoStoreMiddleware",
    "members.middleware.OfficeMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "members.kept_forms_middleware.OtherOfficeMiddleware",
    "members.sent_forms_middleware.SentFormMiddleware",  # last: what forbids was asked before it
]
ROOT_URLCONF = "fundinst.urls"
WSGI_APPLICATION = "fundinst.wsgi.application"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "members.context_processors.office",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    }
]

LANGUAGE_CODE = "th"
TIME_ZONE = "Asia/Bangkok"
USE_I18N = USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
# How the last 1 of 101 baht is read: หนึ่งร้อยเอ็ด (the Royal Society) or หนึ่งร้อยหนึ่ง.
FINAL_ONE = environment.one_of("FINAL_ONE", "royal_society", "common")

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.lockout.LockoutBackend", "members.access.OfficeBackend"]
LOGIN_URL = LOGOUT_REDIRECT_URL = "members:sign_in"
LOGIN_REDIRECT_URL = "consolidation:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"members.password_rules.{rule}"}
    for rule in ("LongEnough", "NotFiguresAlone", "NotTheName", "NotKnownToAll")
]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # both together: members/lockout.py
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, 0.25  # tries; hours
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "members.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "members.views.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "csrfmiddlewaretoken"]
OTP_TOTP_ISSUER = "กองทุนชุมชน"  # the name beside the code on the telephone

SESSION_COOKIE_AGE = 30 * 60  # seconds without a click: the laptop is shared
SESSION_SAVE_EVERY_REQUEST = SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_FAILURE_VIEW = "members.views.kept.stale_form"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_HTTPS_PROXY = environment.yes("BEHIND_HTTPS_PROXY")
if BEHIND_HTTPS_PROXY:  # which must remove this header from what it receives
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a village's doubtful rows on one page

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_FILES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": HASHED_FILES if PRODUCTION else PLAIN_FILES},
}

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # off by default: =cmd() in a name would run
PGHISTORY_APPEND_ONLY = True
# A column added later is empty in the entries before it, whatever its default: digests stay true.
PGHISTORY_FIELD = pghistory.Field(null=True)
PGHISTORY_EXCLUDE_FIELD_KWARGS = {"django.db.models.Field": ["default", "db_default"]}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/fund_table.html"

DEFAULT_EXCEPTION_REPORTER = "fundinst.log_lines.MaskedReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"ids": {"()": "fundinst.log_lines.MaskIds"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["ids"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
