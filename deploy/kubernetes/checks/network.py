"""What NetworkPolicies allow, worked out as Kubernetes defines them: a pod that no policy of a direction
selects is open in it; any other is closed but for what one of them allows; and both ends must allow it.
"""

import dataclasses
import ipaddress
from typing import Optional

from deploy.kubernetes.checks import rendered


@dataclasses.dataclass(frozen=True)
class Endpoint:
    name: str
    pod: Optional[dict] = None  # its labels; None: not a pod
    namespace: Optional[dict] = None  # the labels of its namespace
    address: str = "10.1.2.3"


def is_allowed(policies, source, target, port, protocol="TCP"):
    """Whether `source` may open a connection to `port` of `target`."""
    return (_open(policies, "Egress", source, target, port, protocol) and
            _open(policies, "Ingress", target, source, port, protocol))


def selects(selector, labels):
    """Whether a LabelSelector selects what has these labels. An empty one selects all."""
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for each in selector.get("matchExpressions", []):
        value, operator = labels.get(each["key"]), each["operator"]
        if not {"In": value in each.get("values", []), "NotIn": value not in each.get("values", []),
                "Exists": value is not None, "DoesNotExist": value is None}[operator]:
            return False
    return True


def _open(policies, direction, pod, other, port, protocol):
    # A policy is for the pods of its own namespace, and all of ours are in one.
    concerned = [each["spec"] for each in policies
                 if direction in each["spec"]["policyTypes"] and _is_ours(pod)
                 and selects(each["spec"]["podSelector"], pod.pod)]
    if not concerned:
        return True
    rules, peers = ("egress", "to") if direction == "Egress" else ("ingress", "from")
    return any(_has_port(rule, port, protocol) and
               (peers not in rule or any(_is_peer(peer, other) for peer in rule[peers]))
               for spec in concerned for rule in spec.get(rules, []))


def _is_ours(endpoint):
    return endpoint.pod is not None and endpoint.namespace.get("kubernetes.io/metadata.name") == "frontdesk"


def _has_port(rule, port, protocol):
    return "ports" not in rule or any(each["port"] == port and each["protocol"] == protocol
                                      for each in rule["ports"])


def _is_peer(peer, endpoint):
    if "ipBlock" in peer:
        address = ipaddress.ip_address(endpoint.address)
        block = peer["ipBlock"]
        return (address in ipaddress.ip_network(block["cidr"]) and
                not any(address in ipaddress.ip_network(each) for each in block.get("except", [])))
    if endpoint.pod is None:
        return False
    if "namespaceSelector" in peer:
        if not selects(peer["namespaceSelector"], endpoint.namespace):
            return False
    elif not _is_ours(endpoint):
        return False
    return selects(peer.get("podSelector", {}), endpoint.pod)


def told_arrows(readme):
    """{(from, to, port)} of the table in README.md under "Who may talk to whom"."""
    section = readme.split("## Who may talk to whom")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines() if line.startswith("|")]
    return {(source, target, int(port)) for sources, targets, ports in rows[2:]
            for source in sources.split(", ") for target in targets.split(", ") for port in ports.split(", ")}


def pods_of(objects):
    """An Endpoint for the pods of each workload, named after its component."""
    namespace = {"kubernetes.io/metadata.name": "frontdesk"}
    return [Endpoint(labels[rendered.COMPONENT], labels, namespace)
            for labels in (template["metadata"]["labels"] for _, template in rendered.workloads(objects))]
