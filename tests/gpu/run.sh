#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks and times ResLab on a machine with a CUDA device: builds the native part against the PyTorch there, holds the
# device against the CPU, trains, and times training beside PyTorch. Such a machine has a driver, the CUDA toolkit, CMake,
# Ninja and a Python with PyTorch; Java and the data come in the pack that tests/gpu/pack.sh makes. docs/performance.md says
# what is measured.
#
#   tests/gpu/run.sh [--device DEVICE] [--out DIR] [--minutes N] [--pack DIR] [--check] [--dry-run]
#
#   --device   cuda or cuda:N (default: cuda)
#   --out      folder of the results, result.json and table.md (default: tests/gpu/out); an earlier one is replaced
#   --minutes  timings that would end later are left out (default: 9; 4 in a dry run)
#   --pack     what pack.sh made (default: tests/gpu/pack)
#   --check    a speed below its target fails, too
#   --dry-run  the same on the CPU, with few steps and few timings: for a machine without a GPU
#
# Environment: RESLAB_PYTHON, else PYTHON, else python3: the Python with PyTorch. Exit codes: 0 where every check passed, 1
# where one did not, 2 for a usage error.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly root here=$root/tests/gpu

usage() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 2
}

device=cuda
out=$here/out
minutes=
pack=$here/pack
check=()
dry_run=false
while (($# > 0)); do
  case $1 in
    --device | --out | --minutes | --pack)
      (($# > 1)) || usage "$1 needs a value"
      case $1 in
        --device) device=$2 ;;
        --out) out=$2 ;;
        --minutes) minutes=$2 ;;
        --pack) pack=$2 ;;
      esac
      shift 2
      ;;
    --check)
      check=(--check)
      shift
      ;;
    --dry-run)
      dry_run=true
      shift
      ;;
    *) usage "unknown option $1; expected --device, --out, --minutes, --pack, --check or --dry-run" ;;
  esac
done
if $dry_run; then
  device=cpu
  minutes=${minutes:-4}
else
  [[ $device =~ ^cuda(:[0-9]+)?$ ]] || usage "--device is '$device', expected cuda or cuda:N; --dry-run runs on the CPU"
  minutes=${minutes:-9}
fi
[[ $minutes =~ ^[1-9][0-9]{0,2}$ ]] || usage "--minutes is '$minutes', expected a whole number from 1"
[[ -e $pack/runtime.tar.xz ]] || usage "$pack holds no pack; make it on a build machine with tests/gpu/pack.sh"
[[ ! -e $out || -e $out/facts.tsv || -z $(ls -A "$out") ]] || usage "$out is not a folder of earlier results; choose another --out"
pack=$(cd "$pack" && pwd -P)

readonly device minutes pack check dry_run
readonly deadline=$((SECONDS + minutes * 60))
readonly kill_after=10

mkdir -p "$out"
find "$out" -mindepth 1 -delete
mkdir "$out/logs"
out=$(cd "$out" && pwd -P)
readonly out

scratch=$(mktemp -d)
readonly scratch

# What is still running ends with this script.
end() {
  trap - EXIT
  jobs -p | xargs --no-run-if-empty kill 2>/dev/null || :
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cuda_home=${CUDA_HOME:-/usr/local/cuda}
if ! command -v nvcc >/dev/null && [[ -x $cuda_home/bin/nvcc ]]; then
  export PATH=$cuda_home/bin:$PATH
fi
export RESLAB_PYTHON=${RESLAB_PYTHON:-${PYTHON:-python3}}
export PYTHON=$RESLAB_PYTHON
unset JAVA_TOOL_OPTIONS

say() { printf '[%3d s] %s\n' "$SECONDS" "$*" >&2; }
left() { echo $((deadline - SECONDS)); }
fact() { printf '%s\t%s\n' "$1" "${*:2}" >>"$out/facts.tsv"; }
noted() { printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$out/checks.tsv"; }

# Runs a command until the deadline at most, or with reserve=SECONDS before it until so long before that. In the background, so that an interrupt need not wait for it.
bounded() {
  local seconds
  seconds=$(($(left) - ${reserve:-0}))
  ((seconds > 0)) || return 124
  timeout --kill-after="$kill_after" "$seconds" "$@" &
  wait $!
}

# Whether an exit code is that of a command which the deadline ended: at once, or when it did not go.
out_of_time() { (($1 == 124 || $1 == 137)); }

# check NAME COMMAND…: runs it and notes whether it passed. What it says is logs/NAME.log; with into=FILE before it, its
# standard output is that file.
check() {
  local name=$1 log=$out/logs/$1.log start=$SECONDS status=0 note
  shift
  say "$name …"
  if [[ -n ${into:-} ]]; then
    bounded "$@" >"$into" 2>"$log" || status=$?
  else
    bounded "$@" >"$log" 2>&1 || status=$?
  fi
  # What keeps a JVM from starting it says on standard output.
  if ((status != 0)) && [[ -n ${into:-} && ! -s $log ]]; then
    head -c 2000 "$into" >"$log"
  fi
  note=$(tail -n 1 "$log" | tr '\t|\r' '   ')
  if ((status == 0)); then
    noted "$name" passed $((SECONDS - start)) "$note"
    say "$name: passed"
    return 0
  fi
  ! out_of_time "$status" || note="no time left. $note"
  noted "$name" failed $((SECONDS - start)) "exit code $status: $note (logs/$name.log)"
  say "$name: FAILED, exit code $status"
  tail -n 15 "$log" >&2
  return 1
}

skipped() {
  noted "$1" "$2" 0 "$3"
  say "$1: $2: $3"
}

# Writes the results from what was noted, and ends.
finish() {
  local status=0
  fact seconds "$SECONDS"
  python3 "$here/report.py" "$out" "${check[@]}" || status=$?
  cat "$out/table.md"
  say "results in $out: result.json, table.md; exit code $status"
  exit "$status"
}

# --- where this is

fact date "$(date --utc +%Y-%m-%dT%H:%M:%SZ)"
fact commit "$(cat "$pack/commit")"
fact device "$device"
fact dry_run "$dry_run"
fact cpu "$(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo), $(nproc) cores"
fact cmake "$(cmake --version | head -n 1)"
fact compiler "$(c++ --version | head -n 1)"
python_torch=$("$RESLAB_PYTHON" -c 'import torch; print(torch.__version__)' 2>/dev/null) || python_torch=none
fact python_torch "$python_torch"
if ! $dry_run; then
  index=${device#cuda}
  index=${index#:}
  gpu() { nvidia-smi --id="${index:-0}" --query-gpu="$1" --format=csv,noheader 2>/dev/null || echo unknown; }
  fact card "$(gpu name)"
  fact driver "$(gpu driver_version)"
  fact card_memory "$(gpu memory.total)"
  fact clocks_max_sm_memory "$(gpu clocks.max.sm,clocks.max.memory)"
  fact nvcc "$(nvcc --version 2>/dev/null | sed -n 's/.*release /release /p')"
fi

# --- the native part

if $dry_run; then
  build=$root/native/build/release
  preset=release
  options=()
else
  build=$root/native/build/cuda
  preset=cuda
  options=(-DCMAKE_CUDA_ARCHITECTURES=native)
fi
if $dry_run && [[ -e $build/lib/libreslab.so && -x $build/bin/device_kernel_check ]]; then
  skipped build skipped 'the release build that is there is used'
else
  check configure cmake -S "$root" --preset "$preset" -DRESLAB_TESTS=OFF "${options[@]}" || finish
  check build cmake --build "$build" --target reslab device_kernel_check --parallel "$(nproc)" || finish
fi
fact torch "$(sed -n 's/^torch.version=//p' "$build/lib/reslab-native.properties")"

python3 -m tarfile --extract "$pack/runtime.tar.xz" "$scratch"

# As the launcher starts it; the processes of a benchmark find runtime and jars by the same properties.
reslab=("$scratch/runtime/bin/java" --module-path "$pack/app"
  --enable-native-access=org.reslab,org.reslab.bindings,org.xerial.sqlitejdbc
  -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dreslab.native=$build/lib" -m org.reslab.cli/org.reslab.cli.Main)

# --- checks

bounded "${reslab[@]}" doctor --json >"$out/doctor.json" 2>"$out/logs/doctor.log" || say 'note: doctor complains, see doctor.json'

check device-kernels "$build/bin/device_kernel_check" "$device" || :
for tool in memcheck racecheck; do
  if $dry_run; then
    skipped "kernels-$tool" skipped 'compute-sanitizer looks at CUDA kernels, and there are none on a CPU'
  elif ! command -v compute-sanitizer >/dev/null; then
    skipped "kernels-$tool" missing 'no compute-sanitizer on PATH nor in CUDA_HOME; it comes with the CUDA toolkit'
  else
    check "kernels-$tool" compute-sanitizer --tool "$tool" --error-exitcode 1 "$build/bin/device_kernel_check" "$device" || :
  fi
done

into=$out/verify-device.json check verify-device "${reslab[@]}" verify-device --device "$device" --json || :

# A real training, twice: with --deterministic, the second gives the bytes of the first.
training=(--data-dir "$pack/data" --device "$device" --deterministic --lr 0.05 --json)
if $dry_run; then
  training+=(--epochs 1 --subset 1280 --test-subset 256)
else
  training+=(--epochs 5)
fi
for which in first second; do
  into=$out/train-$which.json check "train-$which" "${reslab[@]}" train "${training[@]}" --out "$out/train-$which" || :
done
check train-learns python3 "$here/report.py" --losses-fall "$out/train-first.json" || :
# shellcheck disable=SC2016
check train-repeats bash -c '
  set -euo pipefail
  mapfile -t files < <(cd "$1" && ls metrics.jsonl && find checkpoints -name "*.safetensors" | sort)
  ((${#files[@]} > 1)) || { echo "no checkpoints in $1"; exit 1; }
  for file in "${files[@]}"; do
    cmp "$1/$file" "$2/$file"
  done
  echo "${#files[@]} files are the same byte for byte: measurements, weights, state of the training"
' bash "$out/train-first" "$out/train-second" || :

# --- timings, the most important first

"${reslab[@]}" summary --net tinynet --block basic --json >"$out/summary.json" 2>"$out/logs/summary.log" ||
  say 'note: no summary, and without it no memory-bound limit'
if [[ $python_torch != none ]]; then
  bounded "$RESLAB_PYTHON" "$here/copy_bandwidth.py" "$device" >"$out/copy.json" 2>"$out/logs/copy.log" ||
    say 'note: the copy could not be timed, and without it there is no memory-bound limit'
fi

# Seconds that a cell takes, without torch.compile and with it: a guess at first, then the longest so far.
eager_seconds=40
compile_seconds=130

# cell BATCH PRECISION STEPS: times training, with every peer that the time left allows.
cell() {
  local batch=$1 precision=$2 steps=$3
  local name=train-$batch-$precision note='' rounds=7
  if $dry_run; then
    rounds=5
    note='compile not measured: a dry run'
  elif [[ $python_torch == none ]]; then
    :
  elif (($(left) < compile_seconds)); then
    note='compile not measured: no time left'
  else
    # Time is kept to measure without it where it takes longer than expected.
    local start=$SECONDS
    reserve=$eager_seconds bench "$name" tuned,compile && return
    compile_seconds=$((SECONDS - start + 1))
    note='compile not measured: see the log'
  fi
  if (($(left) < eager_seconds)); then
    cell_noted 'not measured: no time left'
    return
  fi
  bench "$name" tuned || cell_noted "not measured: see logs/$name.log"
}

# Of the cell in whose function it is called.
cell_noted() {
  printf '%s\t%s\t%s\n' "$batch" "$precision" "$1" >>"$out/cells.tsv"
  say "batch $batch $precision: ${1:-measured}"
}

# bench NAME MODES: likewise; a failure other than by lack of time fails the whole.
bench() {
  local name=$1 modes=$2 start=$SECONDS status=0 peers=() took
  if [[ $python_torch == none ]]; then
    note="peers not measured: $RESLAB_PYTHON has no PyTorch"
  else
    peers=(--peer python --modes "$modes")
  fi
  say "timing batch $batch $precision beside $modes …"
  bounded "${reslab[@]}" bench train --device "$device" --precision "$precision" --batch "$batch" --steps "$steps" \
    --rounds "$rounds" "${peers[@]}" --json >"$out/$name.json" 2>"$out/logs/$name.log" || status=$?
  took=$((SECONDS - start))
  if ((status == 0)); then
    case $modes in
      *compile*) ((took <= compile_seconds)) || compile_seconds=$took ;;
      *) ((took <= eager_seconds)) || eager_seconds=$took ;;
    esac
    cell_noted "$note"
    return
  fi
  rm "$out/$name.json"
  out_of_time "$status" || noted "bench-$batch-$precision" failed "$took" \
    "$modes: exit code $status: $(tail -n 1 "$out/logs/$name.log" | tr '\t|\r' '   ')"
  return 1
}

# What --deterministic costs: the same steps with it, to be held against the cell without.
deterministic() {
  (($(left) >= eager_seconds)) || return 0
  say 'timing deterministic steps …'
  bounded "${reslab[@]}" bench train --device "$device" --precision "$1" --batch "$2" --steps "$3" --deterministic --json \
    >"$out/deterministic.json" 2>"$out/logs/deterministic.log" || rm -f "$out/deterministic.json"
}

if $dry_run; then
  cell 128 fp32 2
  cell 128 bf16 2
  deterministic fp32 128 2
else
  # A round is about an epoch of CIFAR-10.
  for size in 128:390 512:97 1024:48; do
    for precision in fp32 tf32 bf16; do
      cell "${size%:*}" "$precision" "${size#*:}"
    done
    ((${size%:*} != 128)) || deterministic fp32 128 390
  done
fi

finish
