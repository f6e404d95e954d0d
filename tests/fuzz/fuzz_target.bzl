"""A fuzz target: NAME.cc, the corpus in corpus/NAME and, if there is one, the dictionary NAME.dict."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def fuzz_target(name, deps):
    """Makes NAME_corpus_test, which every build has, and NAME_fuzzer, which needs --config=fuzz.

    Args:
      name: of the target, its source and its folders
      deps: what the source includes
    """
    cc_library(
        name = name,
        testonly = True,
        srcs = [name + ".cc"],
        deps = [
            ":input",
            ":require",
        ] + deps,
        alwayslink = True,  # nothing but libFuzzer or run_corpus names its one function
    )
    cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = ["run_corpus.cc"],
        args = ["tests/fuzz/corpus/" + name],
        # The files have the names that libFuzzer gives them: their contents, hashed.
        data = native.glob(["corpus/" + name + "/*"]),
        deps = [":" + name],
    )
    cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":" + name],
    )
