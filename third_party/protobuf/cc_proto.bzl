"""Turns .proto files into C++ libraries with Debian's protoc and grpc_cpp_plugin."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def frontdesk_cc_proto(name, src, grpc = False, deps = [], root = "protos", visibility = ["//visibility:public"]):
    """A cc_library of one .proto file, included as "PACKAGE_PATH/STEM.pb.h" relative to `root`.

    Args:
      name: the library's name.
      src: the .proto file in this package.
      grpc: whether the file has a service.
      deps: libraries of the .proto files that it imports.
      root: the folder (from the workspace's root) that imports start from.
      visibility: who may use it.
    """
    package = native.package_name()
    stem = src[:-len(".proto")]
    endings = [".pb.h", ".pb.cc"] + ([".grpc.pb.h", ".grpc.pb.cc"] if grpc else [])
    outs = [stem + ending for ending in endings]
    flags = "--cpp_out=$(GENDIR)/" + root
    if grpc:
        flags += " --plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin --grpc_out=$(GENDIR)/" + root
    native.genrule(
        name = name + "_generate",
        srcs = [src, "//protos:all_protos"],
        outs = outs,
        cmd = "/usr/bin/protoc -I {root} {flags} {package}/{src}".format(
            root = root,
            flags = flags,
            package = package,
            src = src,
        ),
        message = "Generating C++ from",
    )
    cc_library(
        name = name,
        srcs = [out for out in outs if out.endswith(".cc")],
        hdrs = [out for out in outs if out.endswith(".h")],
        strip_include_prefix = "/" + root,
        visibility = visibility,
        deps = deps + ["@com_google_protobuf//:protobuf"] +
               (["@com_github_grpc_grpc//:grpc++"] if grpc else []),
    )
