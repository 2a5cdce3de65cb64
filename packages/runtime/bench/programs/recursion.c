// Nothing but calls: Fibonacci, Ackermann, Takeuchi, and the queens on a board.
#include "program.h"

static u32 fibonacci(u32 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static u32 ackermann(u32 m, u32 n) {
  if (m == 0) return n + 1;
  return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

static int takeuchi(int x, int y, int z) {
  return y < x ? takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y)) : z;
}

static u32 queens(u32 all, u32 columns, u32 falling, u32 rising) {
  if (columns == all) return 1;
  u32 count = 0;
  for (u32 free = all & ~(columns | falling | rising); free; free &= free - 1) {
    u32 queen = free & -free;
    count += queens(all, columns | queen, (falling | queen) << 1, (rising | queen) >> 1);
  }
  return count;
}

EXPORT u32 run(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    sum += fibonacci(20 + round % 2) + ackermann(2, 60) + (u32)takeuchi(12, 8, 4) + queens(0x7f, 0, 0, 0);
  }
  return sum;
}
