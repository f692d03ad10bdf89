// Module `Foundation`: of the library what the package's portable sources use.

@_exported import CImports

public protocol LocalizedError: Error {}
