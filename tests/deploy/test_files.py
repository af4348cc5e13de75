"""The files for containers and for systemd, as the tools that are meant for them read them, where they are there."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = ("newsbot-crawl@telecoms.service", "newsbot-probe.service", "newsbot-explorer.service")


def tool(name: str) -> str:
    """The path of a tool; without it the test is skipped."""
    path = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return path or pytest.skip(f"{name} is not here")


def run(*command: object) -> str:
    """What a tool prints that finds nothing wrong."""
    done = subprocess.run([*map(str, command)], cwd=PROJECT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert run(tool("hadolint"), "--failure-threshold", "style", DEPLOY / "Dockerfile") == ""


def test_the_image_is_made_of_what_dockerignore_lets_in() -> None:
    copied = {
        source
        for line in (DEPLOY / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    let_in = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in
    assert all((PROJECT / name).exists() for name in copied)


def test_every_package_is_pinned_by_hash_and_no_index_is_named() -> None:
    text = (PROJECT / "requirements.txt").read_text()
    packages = [block for block in text.replace("\\\n", " ").splitlines() if block.strip() and block[0] not in "# "]
    assert packages
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert "index" not in (DEPLOY / "Dockerfile").read_text()


def test_compose_follows_its_specification() -> None:
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_docker_compose_reads_it() -> None:
    shown = yaml.safe_load(run(tool("docker-compose"), "-f", DEPLOY / "compose.yaml", "config"))
    assert shown["services"].keys() == COMPOSE["services"].keys()
    assert shown["services"]["mongo"]["entrypoint"][2].endswith('"$$@"')


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_has_the_least_rights_and_its_secrets_in_files(name: str) -> None:
    service: dict[str, Any] = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert int(service["user"].partition(":")[0]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "healthcheck" in service or name == "mongo-init"
    for variable, value in service["environment"].items():
        if any(part in variable for part in ("PASS", "URI", "WEBHOOK")):
            assert variable.endswith("_FILE")
            assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert set(service["secrets"]) <= COMPOSE["secrets"].keys()


def test_only_the_explorer_is_reached_and_from_this_machine_alone() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert ports == {"explorer": ["127.0.0.1:8055:8055"]}
    assert COMPOSE["networks"]["database"] == {"internal": True}
    assert COMPOSE["services"]["mongo"]["networks"] == ["database"]
    assert COMPOSE["services"]["explorer"]["secrets"] == ["explorer_uri"]


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What kustomize makes of deploy/kubernetes."""
    file = tmp_path_factory.mktemp("kubernetes") / "all.yaml"
    file.write_text(run(tool("kubectl"), "kustomize", DEPLOY / "kubernetes"), encoding="utf-8")
    return file


def test_kubernetes_knows_every_field(manifests: Path) -> None:
    run(tool("kubernetes-validate"), "--strict", manifests)


def test_pods_keep_to_the_restricted_standard(manifests: Path) -> None:
    documents = list(yaml.safe_load_all(manifests.read_text()))
    jobs = [document["spec"] for document in documents if document["kind"] == "CronJob"]
    assert len(jobs) == len(list((PROJECT / "newsbot" / "spiders" / "sites").glob("[!_]*.py"))) + 1
    assert all(job["concurrencyPolicy"] == "Forbid" and job["startingDeadlineSeconds"] for job in jobs)
    templates = [job["jobTemplate"]["spec"]["template"] for job in jobs]
    templates += [document["spec"]["template"] for document in documents if document["kind"] == "Deployment"]
    policies = [document["spec"]["podSelector"] for document in documents if document["kind"] == "NetworkPolicy"]
    secrets = set()
    for template in templates:
        assert {"matchLabels": template["metadata"]["labels"]} in policies
        pod = template["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert all({"configMap", "secret", "emptyDir"} & volume.keys() for volume in pod["volumes"])
        secrets |= {volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume}
        [container] = pod["containers"]
        assert container["resources"].keys() == {"requests", "limits"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert all("FILE" in variable["name"] for variable in container["env"])
    assert secrets == {"newsbot-crawler", "newsbot-explorer"}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder in which the units are installed, with the targets that they name."""
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(DEPLOY / "systemd", units)
    for name in ("sysinit", "basic", "shutdown", "network-online", "multi-user", "timers", "time-set", "time-sync"):
        (units / f"{name}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    program = tmp_path / "srv" / "newsbot" / ".venv" / "bin" / "newsbot"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_is_sandboxed(machine: Path, unit: str) -> None:
    analyze = tool("systemd-analyze")
    run(analyze, "security", "--offline=true", "--threshold=20", f"--root={machine}", unit)  # in tenths: 2.0


def test_the_units_have_no_mistakes(machine: Path) -> None:
    analyze = tool("systemd-analyze")
    folder = machine / "etc" / "systemd" / "system"
    subprocess.run(
        [sys.executable, "-m", "newsbot", "schedule", "--systemd", folder, "telecoms"],
        cwd=PROJECT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    done = subprocess.run(
        [analyze, "verify", f"--root={machine}", "--man=no", *SERVICES, "newsbot-crawl@telecoms.timer"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "newsbot" not in done.stderr, done.stderr
