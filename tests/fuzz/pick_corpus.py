#!/usr/bin/python3
"""Picks the inputs that are worth keeping, from what a libFuzzer merge found out about each.

    pick_corpus.py CONTROL_FILE MOST

CONTROL_FILE is what -merge_control_file left: how many inputs, how many of them were in the first folder,
their paths, one a line, and then, by their numbers, `STARTED n size` and `FT n feature...`. Prints at most
MOST paths: each the one that adds the most features to those before it, small ones first.
"""
import sys


def read(control_file):
    """Path, size and features of each input that the merge got through."""
    with open(control_file, encoding="utf-8") as lines:
        count = int(next(lines))
        next(lines)
        paths = [next(lines).rstrip("\n") for _ in range(count)]
        sizes, features = {}, {}
        for line in lines:
            kind, number, *rest = line.split()
            if kind == "STARTED":
                sizes[int(number)] = int(rest[0])
            elif kind == "FT":
                features[int(number)] = set(rest)
    return [(paths[i], sizes[i], features[i]) for i in sorted(features)]


def pick(inputs, most):
    """The greedy approximation of the smallest cover: within a logarithm of the best, and quick."""
    picked = []
    left = sorted(inputs, key=lambda found: found[1])
    while left and len(picked) < most:
        best = max(left, key=lambda found: len(found[2]))
        if not best[2]:
            break
        picked.append(best[0])
        left = [(path, size, features - best[2]) for path, size, features in left if path != best[0]]
        left = [found for found in left if found[2]]
    return picked


if __name__ == "__main__":
    for chosen in pick(read(sys.argv[1]), int(sys.argv[2])):
        print(chosen)
