#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes sure that uPlot, which draws the charts of the HTML report, is there, and copies it to a folder.
#
#   fetch-uplot.sh DIR
#
# It is fetched once, from the project's own repository with curl or, where that fails, with npm; checked against the hashes
# below either way; and kept in the cache: RESLAB_CACHE, else XDG_CACHE_HOME/reslab, else ~/.cache/reslab. Where that holds
# it, nothing is asked of the network. RESLAB_UPLOT_URL names another folder to fetch from, https: or file:.

set -euo pipefail

readonly version=1.6.32
readonly files=(dist/uPlot.iife.min.js dist/uPlot.min.css LICENSE)
readonly sha256="\
19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f  dist/uPlot.iife.min.js
df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04  dist/uPlot.min.css
8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd  LICENSE"
readonly url=${RESLAB_UPLOT_URL:-https://raw.githubusercontent.com/leeoniya/uPlot/$version}

say() { printf 'uPlot: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

[[ $# == 1 ]] || die "expected one argument, the folder to copy to"
readonly target=$1
cache=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither RESLAB_CACHE nor HOME is set}/.cache}/reslab}
home=$cache/uplot-$version

# Each of the two fills folder $1 or fails, with the reason in $work/log.
with_curl() {
  local file
  for file in "${files[@]}"; do
    curl --fail --silent --show-error --location --proto '=https,file' --connect-timeout 20 --max-time 120 \
      --create-dirs --output "$1/$file" "${url%/}/$file" || return 1
  done
}

with_npm() {
  mkdir -p "$1"
  (cd "$work" && npm pack "uplot@$version" --ignore-scripts --silent) &&
    tar --extract --gzip --file "$work/uplot-$version.tgz" --directory "$1" --strip-components 1 "${files[@]/#/package/}"
}

# Fetches with function $1 to folder $1 of $work. False where it fails or brings something else than what is on record.
try() {
  local log=$work/log
  "with_$1" "$work/$1" >"$log" 2>&1 && (cd "$work/$1" && sha256sum --check --strict --quiet - <<<"$sha256") >>"$log" 2>&1 &&
    return 0
  tail -n 5 "$log" >&2
  return 1
}

fetch() {
  mkdir -p "$cache" || die "cannot make the cache folder $cache; set RESLAB_CACHE to one that can be written."
  exec 9>"$cache/uplot.lock"
  flock 9
  [[ ! -d $home ]] || return 0
  work=$(mktemp -d "$cache/uplot-fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  local tool found=
  for tool in curl npm; do
    command -v "$tool" >/dev/null || continue
    found+=" $tool"
    say "downloading $version with $tool"
    if try "$tool"; then
      # Renamed into place when it is whole, so that being there is being complete.
      mv -T "$work/$tool" "$home"
      return 0
    fi
  done
  [[ -n $found ]] || die "neither curl nor npm is on PATH. Install one of them."
  die "not fetched (tried:$found). Check the connection, or set RESLAB_UPLOT_URL to a folder with ${files[*]}."
}

[[ -d $home ]] || fetch
mkdir -p "$target"
for file in "${files[@]}"; do
  cmp --silent "$home/$file" "$target/${file##*/}" || cp "$home/$file" "$target/"
done
