"""`python -m newsbot.sample`."""

import signal
import subprocess
import sys
from urllib.request import urlopen

from newsbot.sample import serve

COMMAND = [sys.executable, "-m", "newsbot.sample"]


def test_it_says_where_it_serves_until_interrupted():
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
        with urlopen(address) as page:
            assert "Signal Post" in page.read().decode()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 0


def test_a_taken_port_is_one_sentence():
    with serve() as newsroom:
        port = newsroom.url.rsplit(":", 1)[1]
        done = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Cannot serve at 127.0.0.1 port {port} (")
    assert "Traceback" not in done.stderr


def test_a_wrong_time_is_told():
    done = subprocess.run([*COMMAND, "--as-of", "tomorrow"], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "argument --as-of: invalid moment value: 'tomorrow'" in done.stderr
