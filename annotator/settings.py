"""The one settings file: every value that may differ between installations is read here, loudly."""

import hashlib
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


# --- readers that refuse nonsense -----------------------------------------------------------


def read_text(name: str, default: str | None = None) -> str:
    """The value of an environment variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if not value:
        raise ImproperlyConfigured(
            f"Set the environment variable {name}: docs/operations.md says what it is for."
        )
    return value


def read_bool(name: str, *, default: bool) -> bool:
    """A yes or no from the environment: 1, true, yes, on / 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def read_int(name: str, *, default: int, lowest: int = 0) -> int:
    """A whole number from the environment, at least `lowest`."""
    value = os.environ.get(name, "").strip()
    if value == "":
        return default
    if not value.isascii() or not value.isdigit() or int(value) < lowest:
        raise ImproperlyConfigured(f"{name} must be a whole number from {lowest}, not {value!r}.")
    return int(value)


def read_list(name: str, default: list[str] | None = None) -> list[str]:
    """A comma-separated list from the environment."""
    value = os.environ.get(name)
    if value is None:
        return list(default or [])
    return [item.strip() for item in value.split(",") if item.strip()]


def read_or_make_secret(path: Path) -> str:
    """The secret kept in `path`, made on first use and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()


# --- what kind of installation this is ------------------------------------------------------

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
_DEV_SECRET = DATA_DIR / "secret-key"
# An installation made by `manage.py dev` is recognised by its secret file, so that the other
# commands (create_token, rescore, ...) find the same database and broker.
DEV = read_bool("TWOSOURCE_DEV", default=False) or (
    "SECRET_KEY" not in os.environ and _DEV_SECRET.exists()
)
DEBUG = read_bool("DEBUG", default=False)
if DEBUG and not DEV:
    raise ImproperlyConfigured(
        "DEBUG is on. It shows secrets to strangers: unset DEBUG, or use `manage.py dev`."
    )
if DEV:
    SECRET_KEY = os.environ.get("SECRET_KEY") or read_or_make_secret(_DEV_SECRET)
    ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
else:
    SECRET_KEY = read_text("SECRET_KEY")
    ALLOWED_HOSTS = read_list("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "Set ALLOWED_HOSTS to the host names people reach this installation by, "
            "separated by commas, for example ALLOWED_HOSTS=desk.example.org."
        )
PORT = read_int("PORT", default=8000, lowest=1)
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS")

# --- applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "annotator.apps.AnnotatorConfig",
    "credibility.apps.CredibilityConfig",
    "annotator.apps.TwosourceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
]

MIDDLEWARE = [
    "annotator.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "annotator.middleware.NoStoreMiddleware",
    # Above everything that reads the database, below everything that sets safe headers.
    "annotator.middleware.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotator.middleware.PersonalSettingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
ASGI_APPLICATION = "annotator.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "annotator.pages.context.site",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {}
if "DATABASE_URL" in os.environ:
    DATABASES["default"] = dj_database_url.parse(
        os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True
    )
else:
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "twosource.sqlite3",
        "CONN_MAX_AGE": None,
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL and FULL: what we acknowledge survives a power cut, at nearly twenty times the commits
    # a second of the default journal. IMMEDIATE: a writer waits its turn instead of failing; and
    # our backend has those who wait stand in a queue.
    DATABASES["default"]["ENGINE"] = "annotator.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "annotator.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "annotator.services.signed_in.PersonBackend",
    # For sessions that began before there was the one above.
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
INVITATION_DAYS = read_int("INVITATION_DAYS", default=7, lowest=1)
AXES_FAILURE_LIMIT = read_int("SIGN_IN_FAILURE_LIMIT", default=10, lowest=1)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_TEMPLATE = "annotator/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "annotator.middleware.client_address"
# How many proxies of ours a request passes; what others write into X-Forwarded-For is not believed.
TRUSTED_PROXIES = read_int("TRUSTED_PROXIES", default=0)
AXES_VERBOSE = False

# --- language and time ----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "annotator" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files ---------------------------------------------------------------------------

STATIC_URL = "/static/"
# The image of the team set-up brings its static files along, outside DATA_DIR.
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "annotator.static_storage.StaticStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# --- broker, worker, cache ------------------------------------------------------------------


def dev_socket_path() -> Path:
    """Where `manage.py dev` puts the broker's socket; moved when the path is too long for one."""
    path = DATA_DIR / "broker.sock"
    if len(os.fsencode(path)) <= 100:
        return path
    digest = hashlib.sha256(os.fsencode(DATA_DIR)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"twosource-{digest}" / "broker.sock"


DEV_SOCKET = dev_socket_path()
REDIS_URL = os.environ.get("REDIS_URL") or (f"unix://{DEV_SOCKET}" if DEV else "")
if not REDIS_URL:
    read_text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = read_int("WORKER_PROCESSES", default=2, lowest=1)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_TIME_LIMIT = 1800
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Over twice the longest task; our own leases are the first line (annotator/models/job.py).
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT + 600,
    "unacked_restore_interval": 3,
    "unacked_restore_throttle": 1,
    # A save never waits for a broker that is away: the sweeper queues what is missing.
    "socket_connect_timeout": 0.5,
    "socket_timeout": 30,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "annotator.celery.HeartbeatScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {
        "task": "annotator.sweep_jobs",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    "sweep-suggestions": {
        "task": "annotator.sweep_suggestions",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    "tell-of-deadlines": {
        "task": "annotator.tell_of_deadlines",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "sweep-webhooks": {
        "task": "annotator.sweep_webhooks",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    "sweep-scores": {
        "task": "credibility.sweep",
        "schedule": schedule(10),
        "options": {"expires": 10},
    },
    "nightly-runs": {
        "task": "credibility.nightly",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
}
# In UTC: the hour in which the scores of projects that changed are frozen in a run.
NIGHTLY_RUN_HOUR = read_int("NIGHTLY_RUN_HOUR", default=2) % 24
JOB_LEASE_SECONDS = 30
WORKER_SEEN_SECONDS = 60

CACHES = {
    "default": {
        "BACKEND": "annotator.cache.FailingOpenRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"db": 1, "socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        "KEY_PREFIX": "twosource",
    }
}

# --- safety ---------------------------------------------------------------------------------

SESSION_ENGINE = "annotator.services.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "annotator.pages.errors.csrf_failure"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
if DEV:
    # Bound to loopback over http: browsers refuse Secure cookies there.
    SESSION_COOKIE_NAME = f"twosource_session_{PORT}"
    CSRF_COOKIE_NAME = f"twosource_csrf_{PORT}"
else:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = read_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- limits on what comes in (docs/threat-model.md) ------------------------------------------

MAX_JSON_BYTES = 2_000_000
MAX_JSON_DEPTH = 20
MAX_IMPORT_BYTES = read_int("MAX_IMPORT_BYTES", default=100_000_000, lowest=1)
# Whether workers may call other machines at all (annotator/fetcher.py): to fetch articles, and to
# tell webhooks what changed.
OUTBOUND_CALLS = read_bool("OUTBOUND_CALLS", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_JSON_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["annotator.api.permissions.SignedInWithScope"],
    "DEFAULT_PARSER_CLASSES": ["annotator.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["annotator.api.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "annotator.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "annotator.api.throttling.ReadRate",
        "annotator.api.throttling.WriteRate",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "read": os.environ.get("READ_RATE", "6000/min"),
        "write": os.environ.get("WRITE_RATE", "6000/min"),
        "rebuild": os.environ.get("REBUILD_RATE", "30/min"),
    },
    "EXCEPTION_HANDLER": "annotator.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,  # `format` is a parameter of some addresses, not of all
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Twosource API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        name: f"annotator.models.choices.{name}"
        for name in (
            *("AssignmentState", "ClaimRelationKind", "JobState", "Label", "Role", "SourceKind"),
            *("DeliveryState", "Stance", "VerdictValue", "WebhookKind", "ImportState"),
        )
    }
    | {"ImportKind": "annotator.api.imports.KIND_CHOICES"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "annotator.api.schema.add_error_shape",
    ],
}

# --- logs -----------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "annotator.middleware.RequestIdFilter"},
        "probes": {"()": "annotator.middleware.ProbeFilter"},
    },
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "filters": ["request_id"],
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "django.request": {"filters": ["probes"]},
    },
}
