#!/usr/bin/env bash
# Times this program beside the Java validator on the inputs of tools/make_bench.py, in one run on one machine.
#
# usage: benches/side-by-side.sh [WORK_DIR]      needs ../shared, Java 17, Maven, GNU time
# Prints, for each program: seconds from start to the report of one CLINS Bundle, seconds for 1,000 files, peak memory.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${JPFHIR_SHARED:-../shared}
work=${1:-$(mktemp -d)}
cargo build --release --quiet
bin=$PWD/target/release/jpfhir
bundle=$shared/corpus/jp/clins/Bundle-Bundle-CLINS-Observations-Example-01.json
python3 "$shared/tools/make_bench.py" "$work" 50000 > /dev/null

measure() { # name, command…
  local name=$1; shift
  /usr/bin/time -f "$name: %e s, %M KiB" "$@" > "$work/out" 2> "$work/err" || true
  tail -n 1 "$work/err"
}
for _ in 1 2 3 4 5; do measure "jpfhir, one Bundle" "$bin" validate --guide clins@1.10.0 --format concise "$bundle"; done
for jobs in 1 2; do
  measure "jpfhir, 1,000 files, $jobs thread(s)" "$bin" validate --guide clins@1.10.0 --format concise --jobs $jobs "$work/files"
  measure "jpfhir, 50,000 resources (NDJSON), $jobs thread(s)" "$bin" validate --guide clins@1.10.0 --format concise --jobs $jobs "$work/jp.ndjson"
done
measure "Java, one Bundle" "$shared/tools/oracle/oracle" clins@1.10.0 "$work/java" "$bundle"
measure "Java, 1,000 files" "$shared/tools/oracle/oracle" clins@1.10.0 "$work/java" "$work"/files/*.json
