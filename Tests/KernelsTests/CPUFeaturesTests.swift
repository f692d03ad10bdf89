import Kernels
import Testing

@Suite struct CPUFeaturesTests {
  #if arch(x86_64)
    @Test func namesWhatIsMissing() {
      #expect(CPUFeatures.missing(inCPUInfo: "flags\t\t: fpu sse4_2 avx avx2 fma") == [])
      #expect(CPUFeatures.missing(inCPUInfo: "flags\t\t: fpu sse4_2 avx fma4") == ["avx2", "fma"])
      #expect(CPUFeatures.missing(inCPUInfo: "") == ["avx2", "fma"])
    }
  #endif

  @Test func errorSaysWhatToDo() {
    let text = CPUFeatureError(missing: ["fma"]).description
    #expect(text.contains("no fma, expected avx2, fma. Use a machine"))
  }
}
