// Module `NoCoding`, which every other module imports: Embedded Swift has no Codable. Types of the package say that they
// conform, and where nothing is coded that asks for nothing.

public protocol Encodable {}
public protocol Decodable {}
public typealias Codable = Encodable & Decodable
public protocol CodingKey {}
