"""/openapi.json describes the gateway truly: schemathesis makes requests from it, good and bad, and holds every answer against it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Gateway

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def run(gateway, folder, *arguments):
    return subprocess.run(
        [SCHEMATHESIS, "run", gateway.url + "/openapi.json", "--checks", "all", "--max-examples", "40", "--seed", "7",
         "--suppress-health-check", "all", "--generation-database", "none", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=900)


def test_every_answer_is_as_described(program, tmp_path):
    gateway = program(Gateway, "--openai", "--rate", "0")
    result = run(gateway, tmp_path)
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]
    assert gateway.process.poll() is None


def test_it_is_as_described_where_a_token_is_asked_for(program, tmp_path):
    token = tmp_path / "token"
    token.write_text("0123456789abcdef")
    gateway = program(Gateway, "--rate", "0", "--token-file", token)
    result = run(gateway, tmp_path, "--header", "Authorization: Bearer 0123456789abcdef", "--phases", "examples,coverage")
    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]


@pytest.mark.parametrize("options", [[], ["--openai"]])
def test_every_reference_leads_somewhere(program, options):
    document = json.loads(program(Gateway, *options).get("/openapi.json"))

    def references(value):
        if isinstance(value, dict):
            yield from (v for k, v in value.items() if k == "$ref")
            for child in value.values():
                yield from references(child)
        elif isinstance(value, list):
            for child in value:
                yield from references(child)

    found = set(references(document))
    assert found
    for reference in found:
        place = document
        for key in reference.removeprefix("#/").split("/"):
            place = place[key]
