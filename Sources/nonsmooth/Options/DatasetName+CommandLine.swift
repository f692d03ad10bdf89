import Datasets
import Support

extension DatasetName {
  /// The data set that an argument names.
  ///
  /// - Throws: A usage failure with the closest name when there is none of that name.
  init(argument: String) throws(CommandFailure) {
    do {
      self = try DatasetName(parsing: argument)
    } catch {
      let names = DatasetName.allCases.map(\.commandLineName)
      throw CommandFailure(Spelling.unknown("Data set", argument, among: names), status: .usage)
    }
  }
}
