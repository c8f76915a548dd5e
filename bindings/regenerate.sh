#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Generates the Java bindings from reslab.h with the jextract on PATH.
#
#   bindings/regenerate.sh           rewrite jextract.args, header.sha256 and the generated sources
#   bindings/regenerate.sh --check   change nothing; fail with a diff where they are not what would be written

set -euo pipefail

readonly here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly include=$here/../native/include
readonly header=reslab/reslab.h
readonly package=org.reslab.bindings
readonly folder=org/reslab/bindings

die() {
  printf 'bindings: %s\n' "$*" >&2
  exit 1
}

check=false
case ${1:-} in
  --check) check=true ;;
  '') ;;
  *) die "unknown option $1; expected --check or nothing" ;;
esac

command -v jextract >/dev/null ||
  die "no jextract on PATH. Put the version that bindings/README.md names there; without it, the Java tests still" \
    "compare the committed bindings with the header and with the compiled library."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/java"

# Only what reslab.h declares: without a list, jextract follows its #include lines into the C library.
names() { sed -nE "$1" "$include/$header" | sort -u; }
{
  printf '%s\n' "--target-package $package" "--header-class-name reslab_h"
  names 's/^RL_API .*[ *](rl_[a-z_0-9]+)\(.*/--include-function \1/p'
  names 's/^typedef struct (rl_[a-z_0-9]+) \{$/--include-struct \1/p'
  names 's/^#define (RL_[A-Z_0-9]+) [(0-9-].*/--include-constant \1/p'
} >"$work/jextract.args"

(cd "$include" && jextract "@$work/jextract.args" --output "$work/java" "$header")
# The name of the header's folder on this machine is of no interest; the licence is.
find "$work/java" -name '*.java' -exec sed -i '1s|^|// SPDX-License-Identifier: Apache-2.0\n|' {} +
(cd "$include" && sha256sum "$header") >"$work/header.sha256"

if $check; then
  status=0
  diff -u "$here/jextract.args" "$work/jextract.args" || status=1
  diff -u "$here/header.sha256" "$work/header.sha256" || status=1
  diff -ur "$here/src/main/java/$folder" "$work/java/$folder" || status=1
  ((status == 0)) || die "the committed bindings are not those of $header; run bindings/regenerate.sh"
  exit 0
fi

rm -rf "${here:?}/src/main/java/$folder"
mkdir -p "$here/src/main/java/org/reslab"
cp -r "$work/java/$folder" "$here/src/main/java/$folder"
cp "$work/jextract.args" "$work/header.sha256" "$here/"
printf 'bindings: %s files in src/main/java/%s\n' "$(find "$here/src/main/java/$folder" -name '*.java' | wc -l)" "$folder" >&2
