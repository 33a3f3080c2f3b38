"""Validates NDJSON files of FHIR resources with jpfhir on the executors of Spark and writes the findings as Parquet.

    spark-submit validate.py INPUT OUTPUT [--jpfhir PATH] [options of `jpfhir worker`, e.g. --guide clins@1.10.0]

Spark starts one worker for each partition and pipes the rows through it. The program has to lie on every executor, at
the same path or on PATH.
"""

import argparse
import json
import os
import shlex

from pyspark.sql import SparkSession, functions as F

COLUMNS = "document string, resourceType string, severity string, id string, message string, expression string"


def findings(answer):
    """The findings of one answer of a worker, which is KEY, TAB, JSON."""
    key, _, report = answer.partition("\t")
    report = json.loads(report)
    for finding in report["findings"]:
        yield (
            key,
            report.get("resourceType"),
            finding["severity"],
            finding["id"],
            finding["message"],
            finding.get("expression"),
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="NDJSON files: a path or a glob that Spark reads")
    parser.add_argument("output", help="folder for the findings; must not exist")
    parser.add_argument("--jpfhir", default="jpfhir", help="the program")
    arguments, options = parser.parse_known_args()

    spark = SparkSession.builder.appName("jpfhir").getOrCreate()
    resources = spark.read.text(arguments.input).where(F.trim("value") != "")
    key = F.concat_ws(
        "#",
        F.input_file_name(),
        F.concat_ws("/", F.get_json_object("value", "$.resourceType"), F.get_json_object("value", "$.id")),
    )
    rows = resources.select(F.concat_ws("\t", F.regexp_replace(key, r"\s", " "), "value")).rdd.map(lambda row: row[0])
    # Without env a worker would start with an empty environment: no HOME, no LANG.
    worker = shlex.join([arguments.jpfhir, "worker", "--key", *options])
    answers = rows.pipe(worker, env=dict(os.environ), checkCode=True)
    table = spark.createDataFrame(answers.flatMap(findings), COLUMNS)
    table.write.parquet(arguments.output)
    spark.read.parquet(arguments.output).groupBy("severity", "id").count().orderBy("severity", "id").show(1000, False)
    spark.stop()


if __name__ == "__main__":
    main()
