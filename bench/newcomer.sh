#!/usr/bin/env bash
# A newcomer's way: from `git clone` to a CSV of a speaker's quotes, in an empty folder with an empty HOME, so that nothing
# is cached or set. Says how long each command took. `bash bench/newcomer.sh` measures the last commit of this checkout.
set -euo pipefail
checkout="$(cd "$(dirname "$0")/.." && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
unset MONGO_URI MONGO_DATABASE NEWSBOT_HOME VIRTUAL_ENV
export HOME="$folder/home" PIP_NO_CACHE_DIR=1
mkdir "$HOME"
cd "$folder"

number=0
total=0
timed() {
  local began ended
  began="$(date +%s%N)"
  "$@" >"$folder/output" 2>&1 || { cat "$folder/output"; exit 1; }
  ended="$(date +%s%N)"
  number=$((number + 1))
  total=$((total + ended - began))
  printf '%d  %5d.%d s  %s\n' "$number" $(((ended - began) / 1000000000)) $(((ended - began) / 100000000 % 10)) "$*"
}

timed git clone "$checkout" newsbot
cd newsbot  # no command of newsbot's; counted, it is one more
timed make demo
timed .venv/bin/scrapy export quotes --speaker Wierzbicki --to wierzbicki.csv
printf '   %5d.%d s  in all, for %d quotes\n' \
  $((total / 1000000000)) $((total / 100000000 % 10)) "$(.venv/bin/python -c '
import csv
with open("wierzbicki.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
assert {row["speaker"] for row in rows} == {"Tomasz Wierzbicki"}, rows[:3]
print(len(rows))')"
.venv/bin/scrapy db stop >/dev/null
