"""Scans Terraform plans with Checkov, all in one process: a plan a line in, a line out with what failed and which types were judged."""

import gc
import json
import logging
import os
import sys
import tempfile

logging.disable(logging.CRITICAL)
from checkov.runner_filter import RunnerFilter  # noqa: E402
from checkov.terraform.plan_runner import Runner  # noqa: E402


def types_of(check):
    """Every type that a check over several resources looks at; one that is about nearly all types (tags, names) looks at none."""
    own = {*(check.resource_types or []), *(check.connected_resources_types or [])}
    return (own if len(own) < 50 else set()).union(*(types_of(part) for part in check.sub_checks))


def scan(path):
    runner = Runner()
    report = runner.run(files=[path], runner_filter=RunnerFilter(framework=["terraform_plan"]))
    if report.parsing_errors:
        raise SystemExit(f"Checkov cannot read the plan: {report.parsing_errors}")
    records = report.passed_checks + report.failed_checks
    used = {record.check_id for record in records}
    connected = (types_of(check) for check in runner.graph_registry.checks if check.id in used)
    return {
        "failed": sorted({f"{record.check_id} {record.resource}" for record in report.failed_checks}),
        "judged": sorted({record.resource.split(".")[0] for record in records}.union(*connected)),
    }


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "plan.json")
    # Half of a scan would be the collector looking at Checkov's own modules again and again.
    gc.disable()
    gc.freeze()
    for number, line in enumerate(sys.stdin):
        with open(path, "w") as file:
            file.write(line)
        print(json.dumps(scan(path)), flush=True)
        if number % 20 == 19:
            gc.collect()
