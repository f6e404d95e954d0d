#!/usr/bin/env bash
# Every script of the repository, as shellcheck sees it.
set -euo pipefail
shellcheck dev .ci/run deploy/*/*.sh tools/dev/*.sh tests/*/*.sh
