#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes sure that the packages of tensorboard.txt are in the cache, and prints a command that runs a Python which has them:
# the words of the command, a line each. Progress goes to stderr.
#
# RESLAB_TENSORBOARD_PYTHON, a Python that has the package `tensorboard`, takes its place; nothing is fetched then.

set -euo pipefail

readonly here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly wanted=$here/tensorboard.txt

say() { printf 'tensorboard: %s\n' "$*" >&2; }

if [[ -n ${RESLAB_TENSORBOARD_PYTHON:-} ]]; then
  printf '%s\n' "$RESLAB_TENSORBOARD_PYTHON"
  exit 0
fi

python=
for candidate in python3 python; do
  if "$candidate" -m pip --version >/dev/null 2>&1; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  say "no python3 with pip on PATH. Install them, or name a Python that has tensorboard in RESLAB_TENSORBOARD_PYTHON."
  exit 1
fi

# Compiled packages belong to one version of Python.
key=$({
  cat "$wanted"
  "$python" --version
} | sha256sum | cut -c 1-16)
cache=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither RESLAB_CACHE nor HOME is set}/.cache}/reslab}
home=$cache/tensorboard-$key

if [[ ! -d $home ]]; then
  mkdir -p "$cache"
  exec 9>"$cache/tensorboard.lock"
  flock 9
fi
if [[ ! -d $home ]]; then
  # One that was killed left its folder behind; the lock says that nobody uses it any more.
  rm -rf "$cache"/tensorboard-fetch.*
  work=$(mktemp -d "$cache/tensorboard-fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "installing the packages of $wanted to $home"
  if ! "$python" -m pip install --no-deps --retries 0 --quiet --disable-pip-version-check --root-user-action=ignore \
    --target "$work/packages" -r "$wanted" >"$work/log" 2>&1; then
    tail -n 5 "$work/log" >&2
    say "the installation failed. Check the network, or set RESLAB_TENSORBOARD_PYTHON."
    exit 1
  fi
  mv -T "$work/packages" "$home"
fi
printf '%s\n' env "PYTHONPATH=$home" "$python"
