// What the processor does about subnormal numbers, and two hints: that a loop only waits, and that memory
// will be read.
#pragma once

#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>

// MXCSR: flush to zero (15) and denormals are zero (6).
#define NONSMOOTH_FLUSH 0x8040ull

static inline uint64_t nonsmooth_float_mode(void) { return _mm_getcsr(); }
static inline void nonsmooth_set_float_mode(uint64_t mode) { _mm_setcsr((unsigned)mode); }
static inline void nonsmooth_pause(void) { _mm_pause(); }

#elif defined(__aarch64__)

// FPCR: flush to zero (24).
#define NONSMOOTH_FLUSH (1ull << 24)

static inline uint64_t nonsmooth_float_mode(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
}
static inline void nonsmooth_set_float_mode(uint64_t mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}
static inline void nonsmooth_pause(void) { __asm__ volatile("yield"); }

#else
#error "nonsmooth: this processor is not known, expected x86-64 or arm64."
#endif

static inline uint64_t nonsmooth_flushing(uint64_t mode) { return mode | NONSMOOTH_FLUSH; }
static inline void nonsmooth_prefetch(const void *address) { __builtin_prefetch(address); }
