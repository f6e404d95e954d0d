"""Holds objects to Kubernetes' own schemas: no key that it does not know, no value of another type, nothing
missing that must be there. Stricter than a cluster, which drops unknown keys without a word.

The schemas are the models of Debian's python3-kubernetes, which were generated from Kubernetes 1.22. What is
said in them as text alone (a quantity, a network, a word of a few) is checked here.
"""

import ipaddress
import re

from kubernetes import client

# Versions that every Kubernetes from 1.21 on serves, up to 1.31 and, none being deprecated, after it.
MODELS = {
    ("v1", "ConfigMap"): client.V1ConfigMap,
    ("v1", "Namespace"): client.V1Namespace,
    ("v1", "Service"): client.V1Service,
    ("v1", "ServiceAccount"): client.V1ServiceAccount,
    ("apps/v1", "Deployment"): client.V1Deployment,
    ("autoscaling/v1", "HorizontalPodAutoscaler"): client.V1HorizontalPodAutoscaler,
    ("batch/v1", "CronJob"): client.V1CronJob,
    ("batch/v1", "Job"): client.V1Job,
    ("networking.k8s.io/v1", "Ingress"): client.V1Ingress,
    ("networking.k8s.io/v1", "NetworkPolicy"): client.V1NetworkPolicy,
    ("policy/v1", "PodDisruptionBudget"): client.V1PodDisruptionBudget,
}

WORDS = {
    ("V1Container", "imagePullPolicy"): {"Always", "IfNotPresent", "Never"},
    ("V1ContainerPort", "protocol"): {"TCP", "UDP", "SCTP"},
    ("V1CronJobSpec", "concurrencyPolicy"): {"Allow", "Forbid", "Replace"},
    ("V1DeploymentStrategy", "type"): {"Recreate", "RollingUpdate"},
    ("V1EmptyDirVolumeSource", "medium"): {"", "Memory"},
    ("V1HTTPIngressPath", "pathType"): {"Exact", "Prefix", "ImplementationSpecific"},
    ("V1LabelSelectorRequirement", "operator"): {"In", "NotIn", "Exists", "DoesNotExist"},
    ("V1NetworkPolicyPort", "protocol"): {"TCP", "UDP", "SCTP"},
    ("V1PodSpec", "restartPolicy"): {"Always", "OnFailure", "Never"},
    ("V1SeccompProfile", "type"): {"RuntimeDefault", "Localhost", "Unconfined"},
    ("V1ServicePort", "protocol"): {"TCP", "UDP", "SCTP"},
    ("V1TopologySpreadConstraint", "whenUnsatisfiable"): {"DoNotSchedule", "ScheduleAnyway"},
}

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_LABEL_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?")
_SCHEDULE = re.compile(r"[0-9*/,-]+( [0-9*/,-]+){4}")
_CHECK_NOTHING = client.Configuration()
_CHECK_NOTHING.client_side_validation = False
_CHECK = client.Configuration()


def problems_of(document):
    """What is wrong with one object, each problem with the path of its place. Empty: nothing."""
    kind = (document.get("apiVersion"), document.get("kind"))
    if kind not in MODELS:
        return [f"{kind[1]}: there is no schema for {kind[0]} {kind[1]}"]
    name = document.get("metadata", {}).get("name", "")
    problems = _model(document, MODELS[kind], f"{kind[1]} {name}")
    if not _NAME.fullmatch(name):
        problems.append(f"{kind[1]}: {name!r} is no name")
    return problems


def _required(model):
    blank = model(local_vars_configuration=_CHECK_NOTHING)
    blank.local_vars_configuration = _CHECK
    required = set()
    for attribute in model.openapi_types:
        try:
            setattr(blank, attribute, None)
        except ValueError:
            required.add(model.attribute_map[attribute])
    return required


def _model(value, model, path):
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no {model.__name__}"]
    types = {model.attribute_map[name]: kind for name, kind in model.openapi_types.items()}
    problems = [f"{path}: {key} is missing" for key in sorted(_required(model) - value.keys())]
    for key, each in value.items():
        place = f"{path}.{key}"
        if key not in types:
            problems.append(f"{place}: {model.__name__} has no such key")
            continue
        problems += _typed(each, types[key], place)
        words = WORDS.get((model.__name__, key))
        if words is not None and each not in words:
            problems.append(f"{place}: {each!r} is none of {sorted(words)}")
        problems += _text(each, model.__name__, key, place)
    return problems


def _typed(value, kind, path):
    """`kind` as the models tell it: str, list[V1Container], dict(str, str), object, ..."""
    if kind.startswith("list["):
        if not isinstance(value, list):
            return [f"{path}: {value!r} is no list"]
        return [problem for i, each in enumerate(value)
                for problem in _typed(each, kind[len("list["):-1], f"{path}[{i}]")]
    if kind.startswith("dict("):
        if not isinstance(value, dict):
            return [f"{path}: {value!r} is no map"]
        of = kind[len("dict("):-1].split(", ", 1)[1]
        return [problem for key, each in value.items()
                for problem in _typed(key, "str", f"{path}.{key}") + _typed(each, of, f"{path}.{key}")]
    plain = {"str": str, "int": int, "bool": bool, "float": float,
             "object": (int, str)}  # the last is a number or a text, such as a port or its name
    if kind not in plain:
        return _model(value, getattr(client, kind), path)
    if not isinstance(value, plain[kind]) or isinstance(value, bool) != (kind == "bool"):
        return [f"{path}: {value!r} is no {kind}"]
    return []


def _text(value, model, key, path):
    """What a schema says in words alone."""
    if model == "V1ResourceRequirements" or (model, key) == ("V1EmptyDirVolumeSource", "sizeLimit"):
        quantities = value.values() if isinstance(value, dict) else [value]
        return [f"{path}: {each!r} is no quantity" for each in quantities
                if not _QUANTITY.fullmatch(str(each))]
    if key in ("labels", "matchLabels") and isinstance(value, dict):
        return [f"{path}: {label!r} is no label" for label, each in value.items()
                if not _LABEL_KEY.fullmatch(str(label)) or not _LABEL.fullmatch(str(each))]
    if model == "V1IPBlock":
        networks = value if isinstance(value, list) else [value]
        return [f"{path}: {each!r} is no network" for each in networks if not _is_network(each)]
    if (model, key) == ("V1CronJobSpec", "schedule") and not _SCHEDULE.fullmatch(str(value)):
        return [f"{path}: {value!r} is no schedule"]
    return []


def _is_network(text):
    try:
        ipaddress.ip_network(text)
        return True
    except ValueError:
        return False
