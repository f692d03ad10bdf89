import Cluster
import Experiments
import Neural

/// The runs of a pipeline that have no record, as jobs with what each should take.
package struct JobEstimates {
  let jobs: [Job]
  /// Runs whose records are there.
  let finished: Int

  /// Times training steps that have never run, each network once, which takes some seconds.
  init(_ pipeline: ReportPipeline, wanted: [Experiment]) throws {
    let experiments = Dictionary(wanted.map { ($0.name, $0) }) { first, _ in first }
    let plan = try Scheduler(store: pipeline.store, concurrency: 1).plan(
      wanted, checksFiles: false)
    let keys = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0.key) })
    let calibration = StepCalibration()
    var jobs: [Job] = []
    var seen: Set<RunKey> = []
    for run in plan where !run.isFinished && seen.insert(run.key).inserted {
      guard let experiment = experiments[run.name] else { continue }
      var job = Job(
        name: run.name, key: run.key, inputs: experiment.inputs,
        prerequisites: run.prerequisites.compactMap { keys[$0] }, seconds: run.estimatedSeconds,
        memoryBytes: experiment.memoryBytes, usesCores: experiment.kind == "training")
      if run.basis == .guess, experiment.kind == "training" {
        let specification = try TrainingSpecification(json: experiment.specification)
        job.seconds = try calibration.seconds(specification, threads: 1)
      }
      jobs.append(job)
    }
    self.jobs = jobs
    finished = plan.count { $0.isFinished }
  }
}
