"""An image as an OCI archive holds it."""

import hashlib
import io
import json
import tarfile


class Archive:
    """One image: `config` as the specification names its fields, `layers` as lists of files."""

    def __init__(self, path):
        with tarfile.open(path) as archive:
            self._blobs = {member.name.rsplit("/", 1)[-1]: archive.extractfile(member).read()
                           for member in archive if member.isfile()}
        self.index = json.loads(self._blobs["index.json"])
        (described,) = self.index["manifests"]
        self.digest = described["digest"]
        self.manifest = json.loads(self._blob(described))
        self.config = json.loads(self._blob(self.manifest["config"]))
        self.layers = [Layer(self._blob(each)) for each in self.manifest["layers"]]

    def _blob(self, descriptor):
        """The bytes under a digest, which must be theirs."""
        name = descriptor["digest"].removeprefix("sha256:")
        blob = self._blobs[name]
        if hashlib.sha256(blob).hexdigest() != name:
            raise ValueError(f"{name} holds something else")
        return blob


class Layer:
    """Files by their paths, without a slash before them or behind."""

    def __init__(self, packed):
        self.members, self._texts = {}, {}
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            for member in files:
                path = member.name.removeprefix("./").strip("/")
                self.members[path] = member
                if member.isfile():
                    self._texts[path] = files.extractfile(member).read()

    def read(self, path):
        """A file's bytes, following links; KeyError if there is none."""
        return self._texts[self.resolve(path)]

    def resolve(self, path, depth=0):
        """The path of what is there, behind all links on the way; KeyError if nothing is."""
        if depth > 40:
            raise KeyError(f"{path} is a link without an end")
        parts, known = path.strip("/").split("/"), []
        for i, part in enumerate(parts):
            if part in ("", "."):
                continue
            if part == "..":
                known = known[:-1]
                continue
            here = "/".join(known + [part])
            member = self.members[here]
            if member.issym():
                start = "" if member.linkname.startswith("/") else "/".join(known) + "/"
                return self.resolve("/".join([start + member.linkname] + parts[i + 1:]), depth + 1)
            known.append(part)
        return "/".join(known)
