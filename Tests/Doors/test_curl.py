"""The README's examples for the HTTP API are run as they stand there."""

import json
import re
import subprocess

from conftest import ROOT, Gateway


def examples():
    lines = (ROOT / "README.md").read_text().splitlines()
    text = "\n".join(lines)
    blocks = re.findall(r"```\n(.*?)```", text, re.S)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("curl ")]


def test_every_curl_example_answers(program):
    gateway = program(Gateway, "--openai", pack=[])
    commands = examples()
    assert len(commands) >= 4
    for command in commands:
        assert "http://127.0.0.1:8080" in command, command
        run = subprocess.run(
            ["sh", "-c", command.replace("http://127.0.0.1:8080", gateway.url).replace("curl ", "curl --fail-with-body -sS ", 1)],
            capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, command + "\n" + run.stdout + run.stderr
        assert run.stdout.strip(), command
        if "/metrics" not in command and "stream" not in command:
            json.loads(run.stdout)
