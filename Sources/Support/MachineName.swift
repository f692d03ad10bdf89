import Foundation

public enum MachineName {
  /// Up to its first dot, as the kernel has it, e.g. `"node7"`; no name server is asked. Nil where it has none.
  public static let short: String? = {
    var machine = utsname()
    guard uname(&machine) == 0 else { return nil }
    let name = withUnsafeBytes(of: &machine.nodename) {
      String(decoding: $0.prefix { $0 != 0 && $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }
    return name.isEmpty ? nil : name
  }()
}
