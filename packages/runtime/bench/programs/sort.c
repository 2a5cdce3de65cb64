// Sorts records by quicksort with a comparator behind a function pointer, and numbers by heapsort and by merging.
#include "program.h"

typedef struct { u32 key; u32 weight; } Record;
typedef int (*Order)(const Record *, const Record *);

#define COUNT 4096
static Record records[COUNT];
static u32 numbers[COUNT], spare[COUNT];

static int by_key(const Record *a, const Record *b) { return a->key < b->key ? -1 : a->key > b->key; }
static int by_weight(const Record *a, const Record *b) {
  return a->weight < b->weight ? -1 : a->weight > b->weight ? 1 : by_key(a, b);
}

static void swap(Record *a, Record *b) { Record held = *a; *a = *b, *b = held; }

static void quicksort(Record *from, int count, Order order) {
  while (count > 8) {
    Record pivot = from[count / 2];
    int low = 0, high = count - 1;
    while (low <= high) {
      while (order(&from[low], &pivot) < 0) low++;
      while (order(&from[high], &pivot) > 0) high--;
      if (low <= high) swap(&from[low++], &from[high--]);
    }
    quicksort(from, high + 1, order);
    from += low, count -= low;
  }
  for (int i = 1; i < count; i++) {
    for (int j = i; j > 0 && order(&from[j], &from[j - 1]) < 0; j--) swap(&from[j], &from[j - 1]);
  }
}

static void sift(u32 *heap, u32 root, u32 count) {
  for (u32 child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && heap[child] < heap[child + 1]) child++;
    if (heap[root] >= heap[child]) return;
    u32 held = heap[root];
    heap[root] = heap[child], heap[child] = held;
  }
}

static void heapsort(u32 *from, u32 count) {
  for (u32 root = count / 2; root-- > 0;) sift(from, root, count);
  for (u32 end = count; end-- > 1;) {
    u32 held = from[0];
    from[0] = from[end], from[end] = held;
    sift(from, 0, end);
  }
}

static void mergesort(u32 *from, u32 count) {
  for (u32 width = 1; width < count; width *= 2) {
    for (u32 start = 0; start < count; start += 2 * width) {
      u32 middle = start + width < count ? start + width : count, end = start + 2 * width < count ? start + 2 * width : count;
      for (u32 left = start, right = middle, to = start; to < end; to++) {
        spare[to] = left < middle && (right >= end || from[left] <= from[right]) ? from[left++] : from[right++];
      }
    }
    for (u32 i = 0; i < count; i++) from[i] = spare[i];
  }
}

EXPORT u32 run(u32 rounds) {
  u32 seed = 99, sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < COUNT; i++) records[i] = (Record){next_random(&seed) % 5000, next_random(&seed) % 300};
    quicksort(records, COUNT, round & 1 ? by_key : by_weight);
    for (u32 i = 0; i < COUNT; i++) numbers[i] = next_random(&seed);
    heapsort(numbers, COUNT);
    for (u32 i = 0; i < COUNT; i++) sum = sum * 31 + numbers[i] + records[i].key, numbers[i] = next_random(&seed);
    mergesort(numbers, COUNT);
    sum ^= numbers[round % COUNT];
  }
  return sum;
}
