// LZ77 with hash chains and a byte-wise format of its own: compresses, expands and compares.
#include "program.h"

#define SIZE 65536
#define SLOTS 8192
#define LONGEST 130
#define TRIES 16

static u8 original[SIZE], packed[SIZE * 2], expanded[SIZE];
static int newest[SLOTS], older[SIZE];

static u32 slot_of(const u8 *at) { return ((u32)at[0] << 16 | (u32)at[1] << 8 | at[2]) * 2654435761u >> 19; }

static u32 common(const u8 *a, const u8 *b, u32 most) {
  u32 size = 0;
  while (size < most && a[size] == b[size]) size++;
  return size;
}

static void remember(u32 at) {
  u32 slot = slot_of(original + at);
  older[at] = newest[slot], newest[slot] = (int)at;
}

static u32 put_literals(u32 to, u32 from, u32 count) {
  while (count) {
    u32 part = count < 128 ? count : 128;
    packed[to++] = (u8)(part - 1);
    for (u32 i = 0; i < part; i++) packed[to++] = original[from++];
    count -= part;
  }
  return to;
}

static u32 compress(void) {
  u32 to = 0, literals = 0, at = 0;
  for (u32 i = 0; i < SLOTS; i++) newest[i] = -1;
  while (at + 3 < SIZE) {
    u32 best = 0, distance = 0, most = SIZE - at < LONGEST ? SIZE - at : LONGEST, tries = TRIES;
    for (int seen = newest[slot_of(original + at)]; seen >= 0 && tries--; seen = older[seen]) {
      u32 size = common(original + seen, original + at, most);
      if (size > best) best = size, distance = at - (u32)seen;
    }
    if (best < 4) {
      remember(at++), literals++;
      continue;
    }
    to = put_literals(to, at - literals, literals), literals = 0;
    packed[to++] = (u8)(0x80 | (best - 3)), packed[to++] = (u8)(distance & 0xff), packed[to++] = (u8)(distance >> 8);
    for (u32 end = at + best; at < end; at++) if (at + 3 < SIZE) remember(at);
  }
  return put_literals(to, at - literals, literals + SIZE - at);
}

static u32 expand(u32 size) {
  u32 to = 0;
  for (u32 at = 0; at < size;) {
    u32 token = packed[at++];
    if (token < 0x80) {
      for (u32 i = 0; i <= token; i++) expanded[to++] = packed[at++];
    } else {
      u32 distance = packed[at] | (u32)packed[at + 1] << 8;
      at += 2;
      for (u32 i = 0; i < (token & 0x7f) + 3; i++, to++) expanded[to] = expanded[to - distance];
    }
  }
  return to;
}

static void write_original(u32 seed) {
  static const char *const words[] = {"fuel ", "limit ", "module ", "guest ", "host ", "the ", "of ", "and ", ".\n", "0123456789"};
  for (u32 at = 0; at < SIZE;) {
    const char *word = words[next_random(&seed) % 10];
    while (*word && at < SIZE) original[at++] = (u8)*word++;
    if (at < SIZE && next_random(&seed) % 8 == 0) original[at++] = (u8)next_random(&seed);
  }
}

EXPORT u32 run(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    write_original(round + 1);
    u32 size = compress();
    sum = sum * 31 + size;
    if (expand(size) != SIZE || common(original, expanded, SIZE) != SIZE) return 0;
  }
  return sum;
}
