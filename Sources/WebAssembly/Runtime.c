// What Swift's compiler and library call, where there is no C library.

typedef __SIZE_TYPE__ size_t;
typedef unsigned long long u64;
typedef int i128 __attribute__((mode(TI)));

extern unsigned char __heap_base;

// With bulk memory each of the first three is one instruction.
void *memset(void *to, int byte, size_t count) { return __builtin_memset(to, byte, count); }
void *memcpy(void *to, const void *from, size_t count) { return __builtin_memcpy(to, from, count); }
void *memmove(void *to, const void *from, size_t count) { return __builtin_memmove(to, from, count); }
int memcmp(const void *a, const void *b, size_t count) {
  const unsigned char *p = a, *q = b;
  for (; count--; p++, q++)
    if (*p != *q) return *p - *q;
  return 0;
}

// One heap that grows. A block has a power of two as its size, kept before it, and where it is freed goes to the list
// of its size, from which the next one is taken.
typedef struct block { struct block *next; } block;
enum { header = 16 };
static block *freed[32];
static size_t top;

static void *take(int kind) {
  size_t size = (size_t)1 << kind;
  if (freed[kind]) {
    block *found = freed[kind];
    freed[kind] = found->next;
    return found;
  }
  if (!top) top = ((size_t)&__heap_base + 15) & ~(size_t)15;
  size_t start = top, end = start + header + size;
  size_t there = __builtin_wasm_memory_size(0) * 65536;
  if (end < start) __builtin_trap();
  if (end > there && __builtin_wasm_memory_grow(0, (end - there + 65535) / 65536) == (size_t)-1) __builtin_trap();
  top = end;
  *(int *)start = kind;
  return (void *)(start + header);
}

void *malloc(size_t size) {
  int kind = 4;
  while (((size_t)1 << kind) < size) kind++;
  return take(kind);
}
void free(void *memory) {
  if (!memory) return;
  int kind = *(int *)((size_t)memory - header);
  ((block *)memory)->next = freed[kind];
  freed[kind] = memory;
}
// Swift asks for no more than 16 bytes' alignment, which every block has.
int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment > 16) __builtin_trap();
  *memory = malloc(size);
  return 0;
}

// The seed of Swift's hashes. What is computed does not depend on their order, here as elsewhere.
void arc4random_buf(void *memory, size_t count) { __builtin_memset(memory, 0x55, count); }

// To the nearest whole number, halves away from 0.
double round(double x) {
  double whole = __builtin_trunc(x);
  return __builtin_fabs(x - whole) < 0.5 ? whole : whole + __builtin_copysign(1, x);
}

int putchar(int character) { return character; }

// The product of two integers of 128 bits.
i128 __multi3(i128 a, i128 b) {
  union { i128 whole; struct { u64 low, high; } half; } x = {a}, y = {b}, product;
  u64 mask = 0xffffffff, al = x.half.low & mask, ah = x.half.low >> 32, bl = y.half.low & mask, bh = y.half.low >> 32;
  u64 first = al * bl, second = (first >> 32) + ah * bl, third = (second & mask) + al * bh;
  product.half.low = (first & mask) | (third << 32);
  product.half.high = ah * bh + (second >> 32) + (third >> 32) + x.half.high * y.half.low + x.half.low * y.half.high;
  return product.whole;
}

// x y + z, rounded once to nearest, halves to even.
//
// The product of two significands has 106 bits. It is added to z in 128 bits; where one of the two has to be shifted to
// the right, what falls off is kept as a lowest bit that is set ("jam"), which no later rounding mistakes for nothing.
typedef struct { u64 high, low; } wide;

static wide left(wide a, int n) {
  if (n >= 64) return (wide){a.low << (n - 64), 0};
  return n ? (wide){a.high << n | a.low >> (64 - n), a.low << n} : a;
}
static wide right(wide a, int n) {
  if (n <= 0) return a;
  if (n >= 128) return (wide){0, (a.high | a.low) != 0};
  wide kept = n >= 64 ? (wide){0, n == 64 ? a.high : a.high >> (n - 64)} : (wide){a.high >> n, a.high << (64 - n) | a.low >> n};
  wide back = left(kept, n);
  kept.low |= back.high != a.high || back.low != a.low;
  return kept;
}
static u64 bits(double x) { union { double value; u64 bits; } u = {x}; return u.bits; }
static double value(u64 bits) { union { u64 bits; double value; } u = {bits}; return u.value; }

// |x| = m 2^e for finite x that is not 0, m of 53 bits.
static u64 significand(double x, int *e) {
  int stored = bits(x) >> 52 & 0x7ff;
  u64 m = bits(x) & 0xfffffffffffff;
  if (!stored) {
    int shift = __builtin_clzll(m) - 11;
    *e = -1074 - shift;
    return m << shift;
  }
  *e = stored - 1075;
  return m | 1ull << 52;
}

double fma(double x, double y, double z) {
  if (!(__builtin_fabs(x) <= 0x1.fffffffffffffp1023 && __builtin_fabs(y) <= 0x1.fffffffffffffp1023 &&
        __builtin_fabs(z) <= 0x1.fffffffffffffp1023) || x == 0 || y == 0 || z == 0)
    return x * y + z;
  int ex, ey, ez, isMinus = bits(x) >> 63 ^ bits(y) >> 63, other = bits(z) >> 63;
  u64 mx = significand(x, &ex), my = significand(y, &ey), mz = significand(z, &ez);
  union { i128 whole; struct { u64 low, high; } half; } product;
  product.whole = __multi3((union { u64 half[2]; i128 whole; }){{mx, 0}}.whole, (union { u64 half[2]; i128 whole; }){{my, 0}}.whole);
  wide a = left((wide){product.half.high, product.half.low}, 20), b = {0, mz};
  int e = ex + ey - 20, apart = ez - e;
  if (apart < 0) b = right(b, -apart);
  else if (apart <= 73) b = left(b, apart);
  else {
    b = left(b, 73);
    a = right(a, apart - 73);
    e += apart - 73;
  }
  wide sum;
  if (isMinus == other) {
    sum.low = a.low + b.low;
    sum.high = a.high + b.high + (sum.low < a.low);
  } else {
    if (a.high < b.high || (a.high == b.high && a.low < b.low)) {
      wide swap = a;
      a = b;
      b = swap;
      isMinus = other;
    }
    sum.low = a.low - b.low;
    sum.high = a.high - b.high - (a.low < b.low);
  }
  if (!(sum.high | sum.low)) return 0;
  // 64 bits of it, or fewer where the result has fewer than 53.
  int length = sum.high ? 128 - __builtin_clzll(sum.high) : 64 - __builtin_clzll(sum.low), shift = length - 64;
  if (shift > 0) sum = right(sum, shift); else sum = left(sum, -shift);
  e += shift;
  int extra = 11;
  if (e + extra < -1074) extra = -1074 - e;
  wide rest = {sum.low, 0};
  rest = right(rest, extra < 100 ? extra : 100);
  u64 kept = rest.high, half = 1ull << 63;
  if (rest.low > half || (rest.low == half && kept & 1)) kept++;
  e += extra;
  // Exact: `kept` has 53 bits or fewer, or is the next power of two.
  double result = (double)kept;
  for (; e > 900; e -= 900) result *= 0x1p900;
  for (; e < -900; e += 900) result *= 0x1p-900;
  result *= value((u64)(e + 1023) << 52);
  return isMinus ? -result : result;
}
