#!/usr/bin/env bash
# Every script of the repository, as shellcheck sees it.
set -euo pipefail
shellcheck dev .ci/run tools/dev/*.sh tests/dev/*.sh
