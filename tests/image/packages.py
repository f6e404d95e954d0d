"""The Debian packages of the image's build stage, and what comes with them."""

import pathlib
import re
import subprocess

LIST = "deploy/packages.txt"


def section(name):
    """The packages below the heading `# name`."""
    text = pathlib.Path(LIST).read_text(encoding="utf-8")
    return re.search(rf"(?m)^# {re.escape(name)}\n((?:[^#\n].*\n)*)", text).group(1).split()


def installed():
    """What the Dockerfile installs, by its own words."""
    dockerfile = pathlib.Path("deploy/docker/Dockerfile").read_text(encoding="utf-8")
    script = re.search(r"awk '[^']*' /tmp/packages.txt", dockerfile).group(0)
    return subprocess.run(["bash", "-c", script.replace("/tmp/packages.txt", LIST)],
                          capture_output=True, text=True, check=True).stdout.split()


def _query(form):
    """One line for each package of this machine."""
    return subprocess.run(["dpkg-query", "-W", "-f", form + "\\n"],
                          capture_output=True, text=True, check=True).stdout.splitlines()


def with_what_they_need(names):
    """These packages, those that every Debian has, and all that either depend on, as far as this machine has them."""
    name = re.compile(r"(?:^|[,|]) *([a-z0-9][a-z0-9.+-]*)")
    needs, provided = {}, {}
    left = list(names)
    for line in _query("${Package}\t${Essential}\t${Depends}, ${Pre-Depends}\t${Provides}"):
        package, essential, wants, gives = line.split("\t")
        needs[package] = name.findall(wants)
        for each in [package, *name.findall(gives)]:
            provided.setdefault(each, []).append(package)
        if essential == "yes":
            left.append(package)
    found = set()
    while left:
        for package in provided.get(left.pop(), []):
            if package not in found:
                found.add(package)
                left += needs[package]
    return found
