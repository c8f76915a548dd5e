#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes sure that uPlot, which draws the charts of the HTML report, is there, and copies it to a folder.
#
#   fetch-uplot.sh DIR
#
# It is fetched by npm once, checked against the hash below, and kept in the cache: RESLAB_CACHE, else
# XDG_CACHE_HOME/reslab, else ~/.cache/reslab. Where that holds it, nothing is asked of the network.

set -euo pipefail

readonly version=1.6.32
readonly sha512=2883159c6ebccefbb95d751b0b82d010f9e1c0ec41b8bc96d401eda66e882935c89a46cb824332fa369b8cb8122cc6ac36e186cd09bf7a9ded3a4c93c6989023
readonly files=(dist/uPlot.iife.min.js dist/uPlot.min.css LICENSE)

say() { printf 'uPlot: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

[[ $# == 1 ]] || die "expected one argument, the folder to copy to"
readonly target=$1
cache=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither RESLAB_CACHE nor HOME is set}/.cache}/reslab}
home=$cache/uplot-$version

fetch() {
  mkdir -p "$cache" || die "cannot make the cache folder $cache; set RESLAB_CACHE to one that can be written."
  exec 9>"$cache/uplot.lock"
  flock 9
  [[ ! -d $home ]] || return 0
  command -v npm >/dev/null || die "no npm on PATH, which fetches it. Install npm."
  work=$(mktemp -d "$cache/uplot-fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  say "downloading $version"
  local archive=$work/uplot-$version.tgz found
  (cd "$work" && npm pack "uplot@$version" --ignore-scripts --silent) >"$work/log" 2>&1 || {
    tail -n 5 "$work/log" >&2
    die "npm could not download uplot@$version. Check the connection or npm's registry, and try again."
  }
  found=$(sha512sum "$archive")
  [[ ${found%% *} == "$sha512" ]] || die "uplot-$version.tgz has SHA-512 ${found%% *}, expected $sha512; not used."
  mkdir "$work/out"
  tar --extract --gzip --file "$archive" --directory "$work/out" --strip-components 1 "${files[@]/#/package/}"
  # Renamed into place when it is whole, so that being there is being complete.
  mv -T "$work/out" "$home"
}

[[ -d $home ]] || fetch
mkdir -p "$target"
for file in "${files[@]}"; do
  cmp --silent "$home/$file" "$target/${file##*/}" || cp "$home/$file" "$target/"
done
