"""What holds for every workload, whatever it does: README.md, "What holds for every workload". Each rule
returns what breaks it, in words; nothing where all is well.
"""

import re

from deploy.kubernetes.checks import rendered
from deploy.kubernetes.checks.network import selects

# Of the README's table of secrets: each one and its files.
_SECRET_ROW = re.compile(r"^\| (`[a-z`, -]+`) \| (`[a-z.`, -]+`) \|", re.MULTILINE)
STEPS = {"ConfigMap": "ground", "Namespace": "ground", "NetworkPolicy": "ground",
         "ServiceAccount": "ground", "Job": "migrate"}  # the rest: "serve"


def pods_are_confined(objects):
    """No root, no rights, nothing of the node."""
    accounts = {each["metadata"]["name"] for each in rendered.of_kind(objects, "ServiceAccount")
                if each.get("automountServiceAccountToken") is False}
    for name, template in rendered.workloads(objects):
        spec = template["spec"]
        security = spec.get("securityContext", {})
        if not (security.get("runAsNonRoot") and security.get("runAsUser", 0) > 0
                and security.get("runAsGroup", 0) > 0 and security.get("fsGroup", 0) > 0):
            yield f"{name} may run as root"
        if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{name} has no seccomp profile"
        for key in ("automountServiceAccountToken", "enableServiceLinks"):
            if spec.get(key) is not False:
                yield f"{name} does not say {key}: false"
        if spec.get("serviceAccountName") != name or name not in accounts:
            yield f"{name} has no ServiceAccount of its own, without a token"
        for key in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"):
            if key in spec:
                yield f"{name} has {key}"
        for volume in spec.get("volumes", []):
            if not {"secret", "emptyDir"} & volume.keys():
                yield f"{name} mounts {volume}"
    for each in objects:
        if each["kind"] in ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"):
            yield f"{each['kind']} {each['metadata']['name']} gives rights"


def containers_are_confined(objects):
    """Nothing can be written, gained or taken without bound."""
    for name, template in rendered.workloads(objects):
        for container in rendered.containers(template):
            place = f"{name}/{container['name']}"
            if container.get("securityContext") != {
                    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]}}:
                yield f"{place} is not confined"
            resources = container.get("resources", {})
            for bound in ("requests", "limits"):
                if set(resources.get(bound, {})) != {"cpu", "memory"}:
                    yield f"{place} has no {bound}"


def what_serves_has_probes(objects):
    for each in rendered.of_kind(objects, "Deployment"):
        for container in each["spec"]["template"]["spec"]["containers"]:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                asked = container.get(probe, {}).get("httpGet", {})
                if asked.get("port") != "ops" or asked.get("path") not in ("/healthz", "/readyz"):
                    yield f"{each['metadata']['name']} has no {probe}"
            if container.get("livenessProbe", {}).get("httpGet", {}).get("path") == "/readyz":
                yield f"{each['metadata']['name']} would be killed while the database is away"


def told_secrets():
    """{secret: {its files}} as README.md tells how to make them."""
    readme = (rendered.FOLDER / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Secrets")[1].split("\n## ")[0]
    return {secret: set(re.findall(r"`([^`]+)`", files))
            for names, files in _SECRET_ROW.findall(section) for secret in re.findall(r"`([^`]+)`", names)}


def secrets_are_files(objects):
    """No variable is a secret; each file that a flag names is a mounted one, and others cannot read it."""
    for each in rendered.of_kind(objects, "Secret"):
        yield f"Secret {each['metadata']['name']} is in the repository"
    for name, template in rendered.workloads(objects):
        spec = template["spec"]
        for container in rendered.containers(template):
            if "env" in container or any("secretRef" in each for each in container.get("envFrom", [])):
                yield f"{name}/{container['name']} has variables besides its ConfigMaps"
        secrets = {}
        for volume in spec.get("volumes", []):
            if "secret" in volume:
                secrets[volume["name"]] = volume["secret"]["secretName"]
                if volume["secret"].get("defaultMode") != 0o440:
                    yield f"{name} lets others read {volume['name']}"
        files = _files(template, secrets)
        for variable, value in rendered.environment(objects, template).items():
            about_secrets = re.search("SECRET|KEY|DATABASE_URL|PASSWORD|TOKEN|CERTIFICATE", variable)
            if variable == "FRONTDESK_MIGRATIONS_DIR" or not (about_secrets or value.startswith("/")):
                continue
            # One ConfigMap serves all that an operator runs, some of which need no keyring.
            if name in ("migrate", "purge") and variable == "FRONTDESK_KEYRING_FILE":
                continue
            if value not in files:
                yield f"{name}: {variable} is no file of a secret"


def _files(template, secrets):
    """The paths of all secret files that the program sees."""
    told = told_secrets()
    spec = template["spec"]
    paths = set()
    for mount in spec["containers"][0].get("volumeMounts", []):
        if mount.get("readOnly") and mount["name"] in secrets:
            paths |= {f"{mount['mountPath']}/{file}" for file in told.get(secrets[mount["name"]], ())}
    return paths


def images_are_one(objects):
    images = {container["image"] for _, template in rendered.workloads(objects)
              for container in rendered.containers(template)}
    if images != {"frontdesk:VERSION"}:
        yield f"the images are {sorted(images)}"


def selectors_fit(objects):
    """Each selector selects the pods of one workload and no other, by a port that they have."""
    pods = {name: template for name, template in rendered.workloads(objects)}

    def selected(selector):
        return {name for name, template in pods.items() if selects(selector, template["metadata"]["labels"])}

    for each in objects:
        kind, name, spec = each["kind"], each["metadata"]["name"], each.get("spec", {})
        if kind == "Deployment" and selected(spec["selector"]) != {name}:
            yield f"Deployment {name} selects {selected(spec['selector'])}"
        elif kind == "Service":
            found = selected({"matchLabels": spec["selector"]})
            ports = {port["name"] for one in found
                     for port in pods[one]["spec"]["containers"][0].get("ports", [])}
            if len(found) != 1 or not {port["targetPort"] for port in spec["ports"]} <= ports:
                yield f"Service {name} selects {found}"
        elif kind == "Ingress":
            for path in (path for rule in spec["rules"] for path in rule["http"]["paths"]):
                backend = path["backend"]["service"]
                service = rendered.named(objects, "Service", backend["name"])
                if backend["port"]["name"] not in {port["name"] for port in service["spec"]["ports"]}:
                    yield f"Ingress {name} has no port behind it"
            if not spec.get("tls") or {host for tls in spec["tls"] for host in tls["hosts"]} != {
                    rule["host"] for rule in spec["rules"]}:
                yield f"Ingress {name} has no TLS"


def what_serves_is_never_gone(objects):
    """Two replicas at least, apart from each other, that go one at a time and are replaced before."""
    budgets = {each["metadata"]["name"]: each["spec"] for each in rendered.of_kind(objects, "PodDisruptionBudget")}
    scalers = {each["spec"]["scaleTargetRef"]["name"]: each["spec"]
               for each in rendered.of_kind(objects, "HorizontalPodAutoscaler")}
    for each in rendered.of_kind(objects, "Deployment"):
        name, spec = each["metadata"]["name"], each["spec"]
        budget = budgets.get(name, {})
        if budget.get("maxUnavailable") != 1 or budget.get("selector") != spec["selector"]:
            yield f"{name} has no PodDisruptionBudget"
        scaler = scalers.get(name, {})
        if "replicas" in spec or not 2 <= scaler.get("minReplicas", 0) <= scaler.get("maxReplicas", 0):
            yield f"{name} has no autoscaler from two replicas on"
        if spec["strategy"] != {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}:
            yield f"{name} loses a replica in an update"
        spread = {each["topologyKey"] for each in spec["template"]["spec"].get("topologySpreadConstraints", [])
                  if each["labelSelector"] == spec["selector"]}
        if spread != {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}:
            yield f"{name} is not spread"


def stops_outlast_drains(objects, drains):
    """`drains`: seconds that a workload's program takes to stop at most, by workload."""
    for each in rendered.of_kind(objects, "Deployment"):
        name, spec = each["metadata"]["name"], each["spec"]["template"]["spec"]
        command = spec["containers"][0].get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [])
        # Clients of a service look its name up, and the cluster's DNS remembers an answer for 30 seconds.
        by_name = any(port["name"] == "grpc" for port in spec["containers"][0].get("ports", []))
        if command[:1] != ["sleep"] or int(command[1]) < (35 if by_name else 10):
            yield f"{name} stops before the cluster has forgotten it"
        elif spec["terminationGracePeriodSeconds"] < int(command[1]) + drains[name] + 5:
            yield f"{name} is killed before its calls have ended"


def jobs_end(objects):
    for each in rendered.of_kind(objects, "Job", "CronJob"):
        spec = each["spec"]
        if each["kind"] == "CronJob":
            if spec["concurrencyPolicy"] != "Forbid":
                yield f"{each['metadata']['name']} may run beside itself"
            spec = spec["jobTemplate"]["spec"]
        if "activeDeadlineSeconds" not in spec or spec["template"]["spec"]["restartPolicy"] != "Never":
            yield f"{each['metadata']['name']} has no end"


def steps_are_told(objects):
    """docs/operations.md applies the objects in three steps, chosen by this label."""
    for each in objects:
        told = each["metadata"].get("labels", {}).get("frontdesk/step")
        if told != STEPS.get(each["kind"], "serve"):
            yield f"{each['kind']} {each['metadata']['name']} is of step {told}"
        if each["kind"] != "Namespace" and each["metadata"].get("namespace") != "frontdesk":
            yield f"{each['kind']} {each['metadata']['name']} is not in the namespace"


ALL = (pods_are_confined, containers_are_confined, what_serves_has_probes, secrets_are_files, images_are_one,
       selectors_fit, what_serves_is_never_gone, jobs_end, steps_are_told)
