/// The workflow that makes runs under Snakemake: one rule, and a table of the runs beside it.
///
/// The text is the same for all plans; what differs between them is in `SnakemakeRuns`. A file of the rule
/// is named by its run's key, so that a record of other code, data or settings never counts as made, and one
/// that is there never needs making again: Snakemake is told to ask for nothing but existence.
public enum Snakefile {
  public static let fileName = "Snakefile"
  public static let jobsName = "jobs.json"
  public static let recordsName = "records"
  /// Records that were finished at home, as far as the runs start from them. No rule makes these.
  public static let givenName = "given"
  /// Snakemake takes the options in this file where the command line does not give them.
  public static let profileName = "profiles/default/config.yaml"
  /// Files in here tell that Snakemake is at work, or was killed.
  public static let locksName = ".snakemake/locks"

  /// The first line, by which a folder is known to hold this workflow.
  static let mark = "# Written by nonsmooth plan --snakemake, which also brings it up to date."

  /// Whether a file called Snakefile is one of these, of this version or another.
  public static func isOne(_ text: String) -> Bool { text.hasPrefix(mark + "\n") }

  public static let profile = """
    # Written by nonsmooth plan --snakemake. Options on the command line come before these.

    # A record's name holds the run's key, so that one that is there is never out of date.
    rerun-triggers: [mtime]
    # Records appear whole or not at all; making one again from its finished run takes a moment.
    rerun-incomplete: true
    # What a worker said of a run that it refused, or that failed.
    show-failed-logs: true
    # The other scheduler takes seconds for each of ten thousand runs.
    scheduler: greedy
    # Reasons name all inputs, which are very many.
    quiet: [reason]

    """

  public static let text =
    mark + #"""

      # What to run is in runs.json and jobs.json; Docs/Cluster.md of the repository explains both, and what
      # --config can change: root, nonsmooth and store, where the machines that make the runs have other paths.

      import json
      import shutil
      from pathlib import Path

      from snakemake.exceptions import WorkflowError
      from snakemake.utils import min_version

      min_version("8.0")


      workdir: workflow.basedir


      PLAN = json.loads((Path(workflow.basedir) / "runs.json").read_text())
      RUNS = {run["record"]: run for run in PLAN["runs"]}
      ROOT = Path(config.get("root", PLAN["root"]))
      NONSMOOTH = ROOT / config.get("nonsmooth", PLAN["command"])
      STORE = config.get("store", "store")
      SETUP = "\n".join(PLAN["setup"])
      CHECKPOINT_SECONDS = PLAN["checkpointSeconds"]


      def planned(wildcards):
          if wildcards.run not in RUNS:
              raise WorkflowError(
                  f"Record 'records/{wildcards.run}.tar': not in runs.json, expected there. Start "
                  "nonsmooth plan --snakemake again."
              )
          return RUNS[wildcards.run]


      def minutes(wildcards, attempt):
          wanted = planned(wildcards)["minutes"] * 2 ** (attempt - 1)
          return min(wanted, PLAN["maximumMinutes"] or wanted)


      localrules:
          all,


      onstart:
          # Runs that failed before are tried again.
          shutil.rmtree("notices", ignore_errors=True)


      rule all:
          input:
              [f"records/{run}.tar" for run in RUNS],
          message:
              "Every run has its record."


      # The record of a finished run, made from those in records/ or given/ that it starts from. What an unfinished run has reached stays in the store, where the next
      # attempt goes on. A run that failed as it would anywhere is not made again by a further attempt.
      rule record:
          input:
              jobs=ancient("jobs.json"),
              start=lambda wildcards: ancient(planned(wildcards)["archives"]),
          output:
              "records/{run}.tar",
          log:
              "logs/{run}.txt",
          wildcard_constraints:
              run="[^/]+",
          params:
              name=lambda wildcards: planned(wildcards)["name"],
              start=lambda wildcards, input: [
                  word for file in input.start for word in ("--with", file)
              ],
              notice="notices/{run}.json",
          threads: lambda wildcards: planned(wildcards)["threads"]
          resources:
              mem_mb=lambda wildcards, attempt: (
                  planned(wildcards)["memoryMiB"] * 2 ** (attempt - 1)
              ),
              runtime=minutes,
          retries: PLAN["retries"]
          shell:
              """
              {SETUP}
              if grep -qs '"cause":"failed"' {params.notice:q}; then exit 2; fi
              exec {NONSMOOTH:q} run {input.jobs:q} --root {ROOT:q} --job {params.name:q} \
                --output {STORE:q} {params.start:q} --archive {output:q} --notice {params.notice:q} \
                --threads {threads} --checkpoint-seconds {CHECKPOINT_SECONDS} > {log:q} 2>&1
              """

      """#
}
