"""The manifests as a cluster would get them: what `kubectl kustomize` makes of an overlay."""

import copy
import os
import pathlib
import shutil
import subprocess
import tempfile

import yaml

OVERLAYS = ("single", "production", "production-tls")
FOLDER = pathlib.Path("deploy/kubernetes")
JOBS = ("migrate", "operator", "purge", "sync")  # they begin and end; all else serves
COMPONENT = "app.kubernetes.io/component"


def render(overlay):
    """All objects of an overlay, in kubectl's order. Raises if kubectl cannot render it."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as scratch:
        # kustomize follows links, and refuses what then lies outside of its folder, as all would here.
        copied = pathlib.Path(scratch, "kubernetes")
        shutil.copytree(FOLDER, copied, ignore=shutil.ignore_patterns("checks"))
        done = subprocess.run(
            ["kubectl", "kustomize", str(copied / "overlays" / overlay)],
            env={**os.environ, "HOME": scratch}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"kubectl cannot render {overlay}: {done.stderr}")
    return [document for document in yaml.safe_load_all(done.stdout) if document]


_rendered = {}


def overlay(name):
    """The same, rendered once a process; each caller may change what it gets."""
    if name not in _rendered:
        _rendered[name] = render(name)
    return copy.deepcopy(_rendered[name])


def of_kind(objects, *kinds):
    return [each for each in objects if each["kind"] in kinds]


def named(objects, kind, name):
    """The one object of that kind and name; KeyError if there is none."""
    for each in of_kind(objects, kind):
        if each["metadata"]["name"] == name:
            return each
    raise KeyError(f"{kind} {name}")


def pod_template(workload):
    """{"metadata": ..., "spec": ...} of the pods of a Deployment, Job or CronJob."""
    spec = workload["spec"]
    if workload["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    return spec["template"]


def workloads(objects):
    """(name, pod template) of all that makes pods."""
    return [(each["metadata"]["name"], pod_template(each))
            for each in of_kind(objects, "Deployment", "Job", "CronJob")]


def containers(template):
    return template["spec"].get("initContainers", []) + template["spec"]["containers"]


def environment(objects, template):
    """The variables that a pod's program gets from its ConfigMaps."""
    variables = {}
    for source in template["spec"]["containers"][0].get("envFrom", []):
        if "configMapRef" in source:
            variables.update(named(objects, "ConfigMap", source["configMapRef"]["name"])["data"])
    return variables
