// The kinds of work that processors in devices do: a linked list that is sorted and searched, small matrices, a state
// machine over text, and a checksum over all of it.
#include "program.h"

#define NODES 512
#define SIDE 24

typedef struct Node { struct Node *next; u16 value, index; } Node;
static Node nodes[NODES];
static short left[SIDE][SIDE], right[SIDE][SIDE];
static int product[SIDE][SIDE];

static u16 checksum(u16 sum, u32 value) {
  for (int bit = 0; bit < 16; bit++, value >>= 1) {
    int carry = (sum ^ value) & 1;
    sum >>= 1;
    if (carry) sum ^= 0xa001;
  }
  return sum;
}

static Node *merge(Node *a, Node *b) {
  Node head, *last = &head;
  while (a && b) {
    if (a->value <= b->value) last->next = a, a = a->next;
    else last->next = b, b = b->next;
    last = last->next;
  }
  last->next = a ? a : b;
  return head.next;
}

static Node *sorted(Node *list) {
  if (!list || !list->next) return list;
  Node *slow = list, *fast = list->next;
  while (fast && fast->next) slow = slow->next, fast = fast->next->next;
  Node *back = slow->next;
  slow->next = NULL;
  return merge(sorted(list), sorted(back));
}

static u16 lists(u32 seed, u16 sum) {
  for (u32 i = 0; i < NODES; i++) nodes[i] = (Node){i + 1 < NODES ? &nodes[i + 1] : NULL, (u16)next_random(&seed), (u16)i};
  Node *list = sorted(nodes);
  for (u32 wanted = 0; wanted < 40; wanted++) {
    Node *node = list;
    while (node && node->index != wanted * 11 % NODES) node = node->next;
    sum = checksum(sum, node ? node->value : wanted);
  }
  return sum;
}

static u16 matrices(u32 seed, u16 sum) {
  for (int i = 0; i < SIDE; i++) for (int j = 0; j < SIDE; j++) left[i][j] = (short)next_random(&seed), right[i][j] = (short)(i * j);
  for (int i = 0; i < SIDE; i++) {
    for (int j = 0; j < SIDE; j++) {
      int total = 0;
      for (int k = 0; k < SIDE; k++) total += (left[i][k] * right[k][j]) >> 3;
      product[i][j] = total;
    }
  }
  for (int i = 0; i < SIDE; i++) sum = checksum(sum, (u32)product[i][(i * 7) % SIDE]);
  return sum;
}

typedef enum { START, INTEGER, FRACTION, EXPONENT, SIGNED, POWER, INVALID, STATES } State;

static State step(State state, char c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
    case START: return digit || c == '-' || c == '+' ? INTEGER : c == '.' ? FRACTION : INVALID;
    case INTEGER: return digit ? INTEGER : c == '.' ? FRACTION : c == 'e' ? EXPONENT : INVALID;
    case FRACTION: return digit ? FRACTION : c == 'e' ? EXPONENT : INVALID;
    case EXPONENT: return c == '-' || c == '+' ? SIGNED : digit ? POWER : INVALID;
    case SIGNED:
    case POWER: return digit ? POWER : INVALID;
    default: return INVALID;
  }
}

static u16 states(u32 seed, u16 sum) {
  static const char *const inputs[] = {"5012", "+.1", "-2.5e+10", "87a", "1.25e", "e-7", "-110.700", "7e3", "..", "+0.64400"};
  u32 counts[STATES] = {0};
  for (u32 i = 0; i < 300; i++) {
    State state = START;
    for (const char *c = inputs[next_random(&seed) % 10]; *c && state != INVALID; c++) counts[state]++, state = step(state, *c);
    counts[state]++;
  }
  for (u32 i = 0; i < STATES; i++) sum = checksum(sum, counts[i]);
  return sum;
}

EXPORT u32 run(u32 rounds) {
  u16 sum = 0xffff;
  for (u32 round = 1; round <= rounds; round++) sum = states(round, matrices(round, lists(round, sum)));
  return sum;
}
