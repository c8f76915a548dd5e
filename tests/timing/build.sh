# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Sourced by the programs of this folder, which set `root`. Sets `jdk`.

# shellcheck source=third_party/find-jdk.sh
source "$root/third_party/find-jdk.sh"

# build_timing MODULE TARGET [MAVEN_OPTION ...]: builds the product, a Maven module of this folder and a CMake target.
build_timing() {
  local module=$1 target=$2
  shift 2
  find_jdk || {
    printf 'timing: no %s found. Set JAVA_HOME to one. Others seen:\n%s\n' "$jdk_wanted" "${jdk_report:-  none}" >&2
    exit 1
  }
  echo "timing: building what has changed" >&2
  (cd "$root" && mvn --batch-mode --quiet --no-transfer-progress -DskipTests "$@" -pl "native,$module" -am package) >&2
  cmake --build "$root/native/build/release" --target "$target" >"$root/native/build/timing.log" 2>&1 || {
    tail -n 20 "$root/native/build/timing.log" >&2
    exit 1
  }
}
