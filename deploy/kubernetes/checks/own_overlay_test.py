"""An overlay of one's own, as README.md shows it, changes what it says and nothing else."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

from deploy.kubernetes.checks import rendered, schema

_BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
_FLAG = """configMapGenerator:
  - name: booking-flags
    behavior: merge
    literals:
      - FRONTDESK_DATABASE_CONNECTIONS=8
"""


def _render_own(more=""):
    readme = (rendered.FOLDER / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as scratch:
        folder = pathlib.Path(scratch, "own")
        shutil.copytree(rendered.FOLDER, folder / "frontdesk" / rendered.FOLDER,
                        ignore=shutil.ignore_patterns("checks"))
        for name, text in _BLOCK.findall(readme):
            (folder / name).write_text(text, encoding="utf-8")
        with open(folder / "kustomization.yaml", "a", encoding="utf-8") as file:
            file.write(more)
        done = subprocess.run(["kubectl", "kustomize", str(folder)], env={**os.environ, "HOME": scratch},
                              capture_output=True, text=True, check=True)
    return [each for each in yaml.safe_load_all(done.stdout) if each]


class OwnOverlay(unittest.TestCase):

    def test_it_sets_the_image_of_every_container_and_the_host(self):
        objects = _render_own()
        self.assertEqual(len(objects), len(rendered.overlay("production")))
        self.assertEqual({container["image"] for _, template in rendered.workloads(objects)
                          for container in rendered.containers(template)},
                         {"registry.example.com/frontdesk:1.4.0"})
        ingress = rendered.named(objects, "Ingress", "gateway")
        self.assertEqual([rule["host"] for rule in ingress["spec"]["rules"]], ["calls.clinic.example"])
        self.assertEqual(ingress["spec"]["tls"], [{"hosts": ["calls.clinic.example"], "secretName": "gateway-tls"}])
        self.assertEqual([problem for each in objects for problem in schema.problems_of(each)], [])

    def test_it_changes_a_flag_and_the_pods_that_have_it(self):
        objects, before = _render_own(_FLAG), rendered.overlay("production")
        booking = dict(rendered.workloads(objects))["booking"]
        self.assertEqual(rendered.environment(objects, booking)["FRONTDESK_DATABASE_CONNECTIONS"], "8")
        self.assertEqual(rendered.environment(objects, booking)["FRONTDESK_LISTEN"], "0.0.0.0:9000")
        self.assertNotEqual(booking["spec"]["containers"][0]["envFrom"],
                            dict(rendered.workloads(before))["booking"]["spec"]["containers"][0]["envFrom"])


if __name__ == "__main__":
    unittest.main()
