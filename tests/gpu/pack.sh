#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Packs what tests/gpu/run.sh needs on a machine without network, JDK and Maven, under 64 MiB in all: a Java runtime of the
# modules that ResLab needs, its jars, and a slice of CIFAR-10.
#
#   tests/gpu/pack.sh [--out DIR] [--data-dir DIR] [--train-images N] [--test-images N]
#
# Packs what was built (`./reslab --help` builds) from the data set in the cache, which `./reslab data fetch` fills.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly root
readonly limit_mib=64
readonly record_bytes=3073

die() {
  printf 'pack: %s\n' "$*" >&2
  exit 1
}

out=$root/tests/gpu/pack
data=${RESLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/reslab}/datasets/cifar-10-batches-bin
train_images=3000
test_images=1000
while (($# > 0)); do
  case $1 in
    --out | --data-dir | --train-images | --test-images)
      (($# > 1)) || die "$1 needs a value"
      case $1 in
        --out) out=$2 ;;
        --data-dir) data=$2 ;;
        --train-images) train_images=$2 ;;
        --test-images) test_images=$2 ;;
      esac
      shift 2
      ;;
    *) die "unknown option $1; expected --out, --data-dir, --train-images or --test-images" ;;
  esac
done
for count in "$train_images" "$test_images"; do
  [[ $count =~ ^[1-9][0-9]{0,3}$ ]] || die "found $count images, expected 1 to 9999: a slice of one file"
done

# shellcheck source=third_party/find-jdk.sh
source "$root/third_party/find-jdk.sh"
find_jdk || die "no $jdk_wanted found. Set JAVA_HOME to one. Others seen:
${jdk_report:-  none}"
[[ -x $jdk/bin/jlink ]] || die "$jdk has no jlink"

readonly cli=$root/java/cli/target
jars=("$cli"/reslab-cli-*.jar "$cli"/lib/*.jar)
[[ -e ${jars[0]} && -e ${jars[1]} ]] || die "no jars in $cli; build first: ./reslab --help"
changed=$(find "$root"/bindings "$root"/java -name target -prune -o -type f -newer "${jars[0]}" -print -quit)
[[ -z $changed ]] || die "$changed is newer than ${jars[0]}; build again: ./reslab --help"
for file in data_batch_1.bin test_batch.bin; do
  [[ -r $data/$file ]] || die "$data has no $file; fetch the data set first: ./reslab data fetch"
done

# The folder is put in place when it is whole.
work=$out.new
rm -rf "$work"
mkdir -p "$work/app" "$work/data"
trap 'rm -rf "$work"' EXIT

cp "${jars[@]}" "$work/app/"

# What the classes refer to.
modules=$("$jdk/bin/jdeps" --ignore-missing-deps --print-module-deps --multi-release 25 --module-path "$cli/lib" \
  "${jars[@]}" | tail -n 1) || :
[[ $modules == java.base* ]] || die "jdeps found no modules; its last line is: $modules"
# Required by the descriptor of SQLite's driver, and used by no class of it.
modules+=,java.sql.rowset
# Uncompressed by jlink: xz, which sees all of it, makes it a third of the size. Python has xz on both machines.
"$jdk/bin/jlink" --add-modules "$modules" --compress zip-0 --strip-debug --no-header-files --no-man-pages \
  --output "$work/runtime"
"$work/runtime/bin/java" --module-path "$work/app" -m org.reslab.cli/org.reslab.cli.Main --help >"$work/help" 2>&1 ||
  die "ResLab does not start on the packed runtime: $(tail -n 3 "$work/help")"
rm "$work/help"
(cd "$work" && python3 -c '
import tarfile
with tarfile.open("runtime.tar.xz", "w:xz", preset=2) as tar:
    tar.add("runtime")')
rm -r "$work/runtime"

# In the official layout and under the official names. With a table of checksums a folder is what the table says.
head -c $((train_images * record_bytes)) "$data/data_batch_1.bin" >"$work/data/data_batch_1.bin"
head -c $((test_images * record_bytes)) "$data/test_batch.bin" >"$work/data/test_batch.bin"
(cd "$work/data" && md5sum data_batch_1.bin test_batch.bin >MD5SUMS)

# For the result: the other machine may have no git.
commit=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
[[ -z $(git -C "$root" status --porcelain 2>/dev/null) ]] || commit+=" modified"
printf '%s\n' "$commit" >"$work/commit"

# In bytes, not in blocks: it is what is carried over.
bytes=$(du --summarize --bytes "$work" | cut -f 1)
sizes=$(cd "$work" && du --summarize --human-readable --apparent-size -- * | tr '\t\n' ' ,')
((bytes <= limit_mib << 20)) || die "the pack has $((bytes >> 20)) MiB, expected at most $limit_mib: $sizes"

rm -rf "$out"
mv "$work" "$out"
printf 'packed %d MiB into %s: %s\n' $((bytes >> 20)) "$out" "${sizes%,}"
