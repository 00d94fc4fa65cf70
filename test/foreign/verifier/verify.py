#!/usr/bin/env python3
"""Judges evidence bundles as docs/proof/evidence.md has it, written from that page alone: what it says must be what `juxta verify` says.

Usage: verify.py FILE… --trust trust.json [--at DATE], or verify.py --cases cases.json. Prints JSON; exits 0 valid, 1 invalid, 2 incomplete, 3 wrong use.
"""
import argparse
import json
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from judge import Call  # noqa: E402
from objects import read_terms  # noqa: E402
from strict import Malformed  # noqa: E402
from trust import read_trust  # noqa: E402


def judge(files, trust, at):
    call = Call([(name, Path(name).read_bytes()) for name in files], read_trust(Path(trust).read_bytes()), at)
    reports = call.judge()
    verdicts = {r['verdict'] for r in reports}
    return {'exit': 1 if 'invalid' in verdicts else 2 if 'incomplete' in verdicts else 0, 'files': reports}


def seconds(date):
    return int(datetime.fromisoformat(date.replace('Z', '+00:00')).timestamp())


def readable(terms):
    try:
        read_terms(terms)
        return True
    except Malformed:
        return False


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument('files', nargs='*')
    ask.add_argument('--trust')
    ask.add_argument('--at')
    ask.add_argument('--cases')
    ask.add_argument('--terms', help='a JSON list of texts of agreements: which of them can be read')
    asked = ask.parse_args()
    if asked.cases:
        cases = json.loads(Path(asked.cases).read_text())
        print(json.dumps([judge(c['files'], c['trust'], seconds(c['at'])) for c in cases]))
        return 0
    if asked.terms:
        print(json.dumps([readable(text) for text in json.loads(Path(asked.terms).read_text())]))
        return 0
    if not asked.files or not asked.trust:
        ask.print_usage()
        return 3
    try:
        answer = judge(asked.files, asked.trust, seconds(asked.at) if asked.at else int(time.time()))
    except (Malformed, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 3
    print(json.dumps(answer, indent=1, ensure_ascii=False))
    return answer['exit']


if __name__ == '__main__':
    sys.exit(main())
