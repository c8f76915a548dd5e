# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Sourced by the launcher and the formatter. find_jdk sets `jdk` to the folder of a JDK that ResLab runs on, or fails and
# sets `jdk_report` to what it looked at. Reads the `release` files only: no JVM is started.
#
# Not before 25.0.3: an earlier G1 may move objects that a critical native call has pinned. The same range stands in
# pom.xml.

readonly jdk_wanted='JDK 25.0.3 or newer'

# Sets jdk where folder $1 holds a JDK in range; otherwise adds to jdk_report.
try_jdk() {
  local folder=$1 line version=
  [[ -n $folder && -x $folder/bin/java && -x $folder/bin/javac ]] || return 1
  [[ -r $folder/release ]] || return 1
  while IFS= read -r line; do
    if [[ $line == JAVA_VERSION=* ]]; then
      version=${line#JAVA_VERSION=}
      version=${version//\"/}
    fi
  done <"$folder/release"
  if [[ $version =~ ^([0-9]+)(\.([0-9]+))?(\.([0-9]+))? ]] &&
    ((BASH_REMATCH[1] * 1000000 + BASH_REMATCH[3] * 1000 + BASH_REMATCH[5] >= 25000003)); then
    jdk=$folder
    return 0
  fi
  jdk_report+="  $folder: ${version:-unknown version}"$'\n'
  return 1
}

find_jdk() {
  local folder tool
  jdk=
  jdk_report=
  try_jdk "${JAVA_HOME:-}" && return 0
  for folder in /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /opt/*jdk*; do
    [[ -L $folder ]] && continue
    try_jdk "$folder" && return 0
  done
  if tool=$(command -v javac) && tool=$(readlink -f "$tool"); then
    try_jdk "${tool%/bin/javac}" && return 0
  fi
  return 1
}
