// A backtracking matcher: literals, `.`, classes, anchors, `*`, `+`, `?`, searched for in generated text.
#include "program.h"

static char text[8192];

static int match_here(const char *pattern, const char *at);

static const char *unit_end(const char *pattern) {
  if (*pattern == '[') {
    while (*pattern != ']') pattern++;
  } else if (*pattern == '\\') {
    pattern++;
  }
  return pattern + 1;
}

static int in_class(const char *unit, char c) {
  int negated = unit[1] == '^', found = 0;
  for (const char *p = unit + 1 + negated; *p != ']'; p++) {
    if (p[1] == '-' && p[2] != ']') found |= c >= p[0] && c <= p[2], p += 2;
    else found |= c == *p;
  }
  return found != negated;
}

static int is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

static int match_unit(const char *unit, char c) {
  if (!c) return 0;
  switch (*unit) {
    case '.': return 1;
    case '[': return in_class(unit, c);
    case '\\': return unit[1] == 'w' ? is_word(c) : unit[1] == 'd' ? c >= '0' && c <= '9' : unit[1] == c;
    default: return *unit == c;
  }
}

static int match_repeated(const char *unit, const char *rest, const char *at, int least) {
  const char *end = at;
  while (match_unit(unit, *end)) end++;
  for (; end - at >= least; end--) {
    if (match_here(rest, end)) return 1;
    if (end == at) break;
  }
  return 0;
}

static int match_here(const char *pattern, const char *at) {
  if (!*pattern) return 1;
  if (pattern[0] == '$' && !pattern[1]) return *at == '\n' || !*at;
  const char *rest = unit_end(pattern);
  switch (*rest) {
    case '*': return match_repeated(pattern, rest + 1, at, 0);
    case '+': return match_repeated(pattern, rest + 1, at, 1);
    case '?': return (match_unit(pattern, *at) && match_here(rest + 1, at + 1)) || match_here(rest + 1, at);
    default: return match_unit(pattern, *at) && match_here(rest, at + 1);
  }
}

static u32 count_matches(const char *pattern) {
  u32 count = 0;
  for (const char *at = text; *at; at++) count += match_here(pattern, at);
  return count;
}

static void write_text(void) {
  static const char letters[] = "etaoin shrdlu,cmfwyp vbgk 0123 @.\n";
  u32 seed = 5;
  for (u32 i = 0; i + 1 < sizeof text; i++) text[i] = letters[next_random(&seed) % (sizeof letters - 1)];
}

EXPORT u32 run(u32 rounds) {
  static const char *const patterns[] = {
    "[a-z]+@[a-z]+", "the", "\\d+\\.?\\d*", "[^ ]*ing", "s.*t$", "\\w+ \\w+ \\w+,", "a?b?c?d", "[aeiou][aeiou]",
  };
  u32 sum = 0;
  write_text();
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < sizeof patterns / sizeof *patterns; i++) sum = sum * 31 + count_matches(patterns[i]);
  }
  return sum;
}
