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
