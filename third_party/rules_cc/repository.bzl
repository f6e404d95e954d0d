"""Debian's rules_cc, made to load in Debian's Bazel.

rules_cc 0.0.4 loads `use_cpp_toolchain` from @bazel_tools, which Bazel 4.2.3 does not have yet, and
calls it to name the toolchain type. The copy says the type itself.
"""

_SOURCE = "/usr/share/bazel/rules/cc"

def _debian_rules_cc(ctx):
    if not ctx.path(_SOURCE).exists:
        fail("%s is missing: install the Debian package bazel-rules-cc" % _SOURCE)
    result = ctx.execute(["cp", "-rL", _SOURCE + "/.", "."])
    if result.return_code != 0:
        fail("cannot copy rules_cc: " + result.stderr)
    for file in ["cc_flags_supplier.bzl", "compiler_flag.bzl"]:
        path = "cc/private/rules_impl/" + file
        text = ctx.read(path)
        text = text.replace(', "use_cpp_toolchain")', ")")
        text = text.replace("use_cpp_toolchain()", '["@bazel_tools//tools/cpp:toolchain_type"]')
        ctx.file(path, text)

debian_rules_cc = repository_rule(implementation = _debian_rules_cc, local = True)
