extension Loops {
  @inline(never)
  package func multiplyAdds(rounds: Int, factor: Float) -> Float {
    let (f, one) = (Vector(repeating: factor), Vector(repeating: 1))
    // Different starts, or the compiler would see one sum in all twelve.
    var (a0, a1, a2, a3, a4, a5) = (one, one * 2, one * 3, one * 4, one * 5, one * 6)
    var (b0, b1, b2, b3, b4, b5) = (one * 7, one * 8, one * 9, one * 10, one * 11, one * 12)
    for _ in 0..<rounds {
      a0 = one.addingProduct(a0, f)
      a1 = one.addingProduct(a1, f)
      a2 = one.addingProduct(a2, f)
      a3 = one.addingProduct(a3, f)
      a4 = one.addingProduct(a4, f)
      a5 = one.addingProduct(a5, f)
      b0 = one.addingProduct(b0, f)
      b1 = one.addingProduct(b1, f)
      b2 = one.addingProduct(b2, f)
      b3 = one.addingProduct(b3, f)
      b4 = one.addingProduct(b4, f)
      b5 = one.addingProduct(b5, f)
    }
    let total = ((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (b0 + b1)) + ((b2 + b3) + (b4 + b5))
    // So that no round of any lane can be left out.
    var sum: Float = 0
    forEachEight(of: total) { v in
      sum += ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]))
    }
    return sum
  }
}
