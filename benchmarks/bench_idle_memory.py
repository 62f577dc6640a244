"""Memory of everything that runs, when it has answered a few requests and then rests."""

import time

from benchmarks.server import running_server
from benchmarks.timing import Readings, Scale, memory_mib_of


def measure(scale: Scale) -> Readings:
    """PSS of web and worker, after the sign-in page and some probes were asked for."""
    readings = Readings()
    for _ in range(scale.runs(3)):
        with running_server() as server:
            for path in ("/sign-in/", "/readyz", "/api/v1/projects/") * 4:
                server.get(path)
            time.sleep(scale.pick(20, quick=2))
            web = memory_mib_of(server.family("web"))
            worker = memory_mib_of(server.family("worker"))
            readings.add("web", web)
            readings.add("worker", worker)
            readings.add("web_and_worker", web + worker)
            assert server.process is not None
            everything = [server.process.pid, *server.descendants()]
            readings.add("everything", memory_mib_of(everything))
    readings.notes.append(
        "PSS: memory shared between processes counted once; web with its processes and threads as "
        "`make run` starts them, worker with two processes"
    )
    return readings
