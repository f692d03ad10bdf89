import ChapterKit
import Convergence
import Duality
import EdgeOfStability
import Experiments
import Lasso
import Multiverse
import Preliminaries
import Reports
import Reproduction
import Testing
import Tutorial

/// The decisions that the chapters declare, in every profile.
@Suite struct DeclaredDecisionTests {
  static let chapters: [any Chapter] = [
    Tutorial(), Preliminaries(), Convergence(), Duality(), Lasso(), EdgeOfStability(),
    Reproduction()
  ]

  private static func setting(_ profile: Profile) -> Setting {
    Setting(
      profile: profile, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""),
      isPlan: true)
  }

  /// Their targets exist, one option is the declared one and only one, and every other is accepted.
  @Test(arguments: Profile.allCases, chapters.indices)
  func everyOptionIsAccepted(profile: Profile, index: Int) throws {
    let chapter = Self.chapters[index]
    let experiments = try chapter.experiments(for: Self.setting(profile))
    for decision in try chapter.decisions(for: Self.setting(profile)) {
      #expect(decision.target.contains(":"), "\(decision.target)")
      let ours = try ClaimFamily.defaultOption(of: decision, among: experiments)
      for option in decision.options.indices where option != ours {
        let effects = try Variation(parsing: [decision.change(to: option)])
          .apply(to: experiments).effects
        let names = try Variation.names(decision.target, among: experiments)
        #expect(effects[0].experiments.sorted() == names.sorted(), "\(decision.target)")
      }
      for option in decision.options { #expect(!option.reason.isEmpty && !option.words.isEmpty) }
      // A claim is asked for it, or a figure's reader is offered it.
      #expect(!decision.claims.isEmpty || chapter.liveFiles.contains { $0.hasPrefix("LiveFigure") })
    }
  }

  /// Of a whole chapter a decision takes more runs along, or the same: those that start from others' weights have their width.
  @Test(arguments: Profile.allCases, chapters.indices)
  func aChaptersRunsGoAlong(profile: Profile, index: Int) throws {
    let chapter = Self.chapters[index]
    let experiments = try chapter.experiments(for: Self.setting(profile))
    for decision in try chapter.decisions(for: Self.setting(profile)) {
      let names = try Set(Variation.names(decision.chapterTarget, among: experiments))
      #expect(try names.isSuperset(of: Variation.names(decision.target, among: experiments)))
      if decision.field == "network.widthMultiplier" {
        #expect(names == Set(experiments.map(\.name).filter { $0.hasPrefix("F3.") }))
        #expect(decision.chapterTarget.hasSuffix(":\(decision.field)"))
      } else {
        #expect(decision.chapterTarget == decision.target)
      }
    }
  }

  /// A universe is found by its label, its settings are `--set`'s, and only runs that its decisions name are made.
  @Test(arguments: chapters.indices)
  func universesAreWhatTheirSettingsSay(index: Int) throws {
    let chapter = Self.chapters[index]
    let setting = Self.setting(.smoke)
    let experiments = try chapter.experiments(for: setting)
    let declared = try RunKey.keys(of: experiments)
    for family in try ClaimFamily.all(
      of: chapter, for: setting, experiments: experiments, code: CodeFingerprints())
    {
      #expect(family.claims.allSatisfy { chapter.effects[$0] != nil }, "\(family.id)")
      let order = UniverseOrder(of: family.space, count: 40).universes
      #expect(try family.runs(of: order[0]).own.isEmpty)
      for universe in order.dropFirst() {
        #expect(family.universe(labelled: family.label(of: universe)) == universe)
        let varied = try Variation(parsing: family.changes(of: universe))
          .apply(to: experiments).experiments
        let keys = try RunKey.keys(of: varied)
        let runs = try family.runs(of: universe)
        #expect(!runs.own.isEmpty)
        for (run, key) in runs.own {
          let name = run.name.split(separator: ClaimFamily.separator).map(String.init)[0]
          #expect(keys[name] == key && runs.keys[name] == key)
          #expect(declared[name] != key)
        }
        // Under their names they are the same runs.
        let renamed = try RunKey.keys(of: runs.awaited + runs.own.map(\.run))
        for (run, key) in runs.own { #expect(renamed[run.name] == key) }
      }
    }
  }

  /// What another family's universe is called in a plan is another name.
  @Test func labelsTellUniversesApart() throws {
    for chapter in Self.chapters {
      let setting = Self.setting(.smoke)
      var keys: [String: RunKey] = [:]
      for family in try ClaimFamily.all(
        of: chapter, for: setting, experiments: chapter.experiments(for: setting),
        code: CodeFingerprints())
      {
        for universe in UniverseOrder(of: family.space, count: 60).universes {
          for (run, key) in try family.runs(of: universe).own {
            #expect(keys.updateValue(key, forKey: run.name) ?? key == key, "\(run.name)")
          }
        }
      }
    }
  }
}
