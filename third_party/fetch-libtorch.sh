#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes sure that a LibTorch is there and prints its folder on stdout; progress goes to stderr.
#
#   fetch-libtorch.sh           fetch it unless it is there
#   fetch-libtorch.sh --where   print the folder that a fetch fills, there or not
#
# Where LIBTORCH_HOME is set, that is the LibTorch and nothing is fetched. Otherwise it is the CPU wheel of PyTorch, which
# holds the LibTorch distribution, unpacked to the cache: RESLAB_CACHE, else XDG_CACHE_HOME/reslab, else ~/.cache/reslab.

set -euo pipefail

readonly version=2.13.0+cpu
readonly index=https://download.pytorch.org/whl/cpu
readonly here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

say() { printf 'LibTorch: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

if [[ -n ${LIBTORCH_HOME:-} ]]; then
  [[ ${1:-} == --where || -e $LIBTORCH_HOME/lib/libtorch_cpu.so ]] ||
    die "LIBTORCH_HOME is $LIBTORCH_HOME, but lib/libtorch_cpu.so is missing there. Correct it, or unset it to fetch one."
  printf '%s\n' "$LIBTORCH_HOME"
  exit 0
fi

cache=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither RESLAB_CACHE nor HOME is set}/.cache}/reslab}
home=$cache/libtorch-${version/+/-}
case ${1:-} in
  --where)
    printf '%s\n' "$home"
    exit 0
    ;;
  '') ;;
  *) die "unknown option $1; expected --where or nothing" ;;
esac

# The folder is renamed into place when it is whole, so that being there is being complete.
if [[ -d $home ]]; then
  printf '%s\n' "$home"
  exit 0
fi

mkdir -p "$cache" || die "cannot make the cache folder $cache; set RESLAB_CACHE to one that can be written."
exec 9>"$cache/libtorch.lock"
if ! flock --nonblock 9; then
  say "another process is fetching it; waiting"
  flock 9
fi
if [[ -d $home ]]; then
  printf '%s\n' "$home"
  exit 0
fi

python=
for candidate in python3 python; do
  if "$candidate" -m pip --version >/dev/null 2>&1; then
    python=$candidate
    break
  fi
done
[[ -n $python ]] || die "no python3 with pip on PATH, which the download needs. Install them, or set LIBTORCH_HOME."

free_mib=$(df --output=avail --block-size=1M "$cache" | tail -n 1)
((free_mib >= 1200)) || die "$cache has $free_mib MiB free, expected at least 1200. Set RESLAB_CACHE to a larger disk."

# One that was killed left its folder behind; the lock says that nobody uses it any more.
rm -rf "$cache"/libtorch-fetch.*
work=$(mktemp -d "$cache/libtorch-fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

download() { "$python" -m pip download --no-deps --retries 0 --quiet --dest "$work" "$@" "torch==$version" >"$work/log" 2>&1; }

say "downloading the wheel torch $version (about 190 MB)"
if ! download; then
  say "pip's own index has none; trying $index"
  if ! download --index-url "$index"; then
    tail -n 5 "$work/log" >&2
    die "the download failed. Check the network, or set LIBTORCH_HOME to the folder of a LibTorch 2.11 or newer."
  fi
fi
wheels=("$work"/*.whl)
wheel=${wheels[0]}
[[ -e $wheel ]] || die "pip reported success but left no wheel in $work"

name=$(basename "$wheel")
expected=$(awk -v name="$name" '$2 == name { print $1 }' "$here/libtorch.sha256")
if [[ -n $expected ]]; then
  found=$(sha256sum "$wheel" | cut -d ' ' -f 1)
  [[ $found == "$expected" ]] || die "$name has SHA-256 $found, expected $expected. Fetch again; if it stays, report it."
else
  say "no SHA-256 is on record for $name; its own version is checked instead"
fi

say "unpacking"
"$python" - "$wheel" "$work/out" <<'PYTHON'
import shutil, sys, zipfile
from pathlib import Path

wheel, target = sys.argv[1], Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        parts = entry.filename.split("/")
        wanted = parts[0] == "torch" and parts[1] in ("include", "lib", "share")
        licence = parts[0].endswith(".dist-info") and parts[1] == "licenses"
        if entry.is_dir() or ".." in parts or not (wanted or licence):
            continue
        # Python bindings and test fixtures: nothing of LibTorch needs them.
        if parts[-1].startswith(("libtorch_python", "libtorchbind_test", "libjitbackend_test", "libbackend_with_compiler")):
            continue
        path = target / "/".join(parts[1:] if wanted else ["licences", *parts[2:]])
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, path.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
PYTHON

grep -q "\"${version%+*}\"" "$work/out/include/torch/headeronly/version.h" ||
  die "$name does not hold LibTorch ${version%+*}"
[[ -e $work/out/lib/libtorch_cpu.so ]] || die "$name holds no lib/libtorch_cpu.so"
mv -T "$work/out" "$home"
say "ready in $home"
printf '%s\n' "$home"
