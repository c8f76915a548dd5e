#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes sure that a Catch2 is there and prints its prefix on stdout; progress goes to stderr.
#
#   fetch-catch2.sh           fetch it unless it is there
#   fetch-catch2.sh --where   print the folder that a fetch fills, there or not
#
# An installed Catch2 (3, or 2.13) is found by CMake itself, and then nothing is fetched. Otherwise it is Debian's package,
# unpacked to the cache without being installed: RESLAB_CACHE, else XDG_CACHE_HOME/reslab, else ~/.cache/reslab.

set -euo pipefail

say() { printf 'Catch2: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

cache=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither RESLAB_CACHE nor HOME is set}/.cache}/reslab}
home=$cache/catch2
case ${1:-} in
  --where)
    printf '%s\n' "$home/usr"
    exit 0
    ;;
  '') ;;
  *) die "unknown option $1; expected --where or nothing" ;;
esac

# The folder is renamed into place when it is whole, so that being there is being complete.
if [[ -d $home ]]; then
  printf '%s\n' "$home/usr"
  exit 0
fi
for prefix in /usr /usr/local; do
  for config in "$prefix"/{lib,lib64,lib/*-linux-gnu,share}/{cmake/,}Catch2/Catch2Config.cmake; do
    if [[ -e $config ]]; then
      printf '%s\n' "$prefix"
      exit 0
    fi
  done
done

mkdir -p "$cache" || die "cannot make the cache folder $cache; set RESLAB_CACHE to one that can be written."
exec 9>"$cache/catch2.lock"
flock 9
if [[ -d $home ]]; then
  printf '%s\n' "$home/usr"
  exit 0
fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  die "none is installed, and this is no Debian-like system to fetch it on. Install Catch2 2.13 or 3 (headers and CMake files)."
fi

rm -rf "$cache"/catch2-fetch.*
work=$(mktemp -d "$cache/catch2-fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

download() { (cd "$work" && apt-get download --quiet catch2) >"$work/log" 2>&1; }
say "downloading Debian's package"
fetched=false
if download; then
  fetched=true
elif ((EUID == 0)); then
  say "apt's lists may be old; updating them"
  if apt-get update --quiet >"$work/log" 2>&1 && download; then fetched=true; fi
fi
if ! $fetched; then
  tail -n 5 "$work/log" >&2
  die "the download failed. Run 'apt-get update' as root and try again, or install Catch2 2.13 or 3."
fi
packages=("$work"/*.deb)
dpkg-deb --extract "${packages[0]}" "$work/out" || die "${packages[0]} cannot be unpacked"
[[ -e $work/out/usr/include/catch2/catch.hpp || -e $work/out/usr/include/catch2/catch_all.hpp ]] ||
  die "${packages[0]} holds no Catch2 headers"
mv -T "$work/out" "$home"
say "ready in $home"
printf '%s\n' "$home/usr"
