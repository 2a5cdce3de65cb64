// Writes a JSON text, parses it into a tree, walks the tree, and does so again.
#include "program.h"

typedef struct Value Value;
struct Value {
  enum { JSON_NULL, JSON_TRUE, JSON_FALSE, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_RECORD } kind;
  union { double number; struct { const char *text; u32 size; } string; Value *first; };
  Value *next;
  const char *key;
  u32 key_size;
};

static char text[1 << 17];
static u32 text_size;
static Value values[1 << 14];
static u32 value_count;

static void put(const char *part) { while (*part) text[text_size++] = *part++; }

static void put_number(u32 value) {
  char digits[12];
  u32 count = 0;
  do digits[count++] = '0' + value % 10; while (value /= 10);
  while (count) text[text_size++] = digits[--count];
}

static void write_text(u32 records) {
  u32 seed = 7;
  text_size = 0;
  put("[");
  for (u32 i = 0; i < records; i++) {
    put(i ? ",\n  {\"id\": " : "\n  {\"id\": "), put_number(i);
    put(", \"name\": \"person \\u0041\\n "), put_number(next_random(&seed) % 1000);
    put("\", \"scores\": ["), put_number(next_random(&seed) % 100), put(", -1.5e2, "), put_number(next_random(&seed));
    put("], \"active\": "), put(next_random(&seed) & 1 ? "true" : "false"), put(", \"parent\": null}");
  }
  put("\n]");
  text[text_size] = 0;
}

static const char *at;

static void skip_space(void) { while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++; }

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static double parse_number(void) {
  double sign = 1, value = 0, scale = 1;
  if (*at == '-') sign = -1, at++;
  while (is_digit(*at)) value = value * 10 + (*at++ - '0');
  if (*at == '.') for (at++; is_digit(*at); at++) value += (*at - '0') * (scale /= 10);
  if (*at == 'e' || *at == 'E') {
    at++;
    int down = *at == '-', power = 0;
    if (*at == '-' || *at == '+') at++;
    while (is_digit(*at)) power = power * 10 + (*at++ - '0');
    while (power--) value = down ? value / 10 : value * 10;
  }
  return sign * value;
}

static u32 parse_string(const char **start) {
  *start = ++at;
  for (; *at != '"'; at++) {
    if (*at == '\\') at++;
    if (!*at) return 0;
  }
  return (u32)(at++ - *start);
}

static Value *parse_value(int depth) {
  if (depth > 64) return NULL;
  Value *value = &values[value_count++];
  value->next = NULL;
  skip_space();
  switch (*at) {
    case 'n': value->kind = JSON_NULL, at += 4; break;
    case 't': value->kind = JSON_TRUE, at += 4; break;
    case 'f': value->kind = JSON_FALSE, at += 5; break;
    case '"': value->kind = JSON_STRING, value->string.size = parse_string(&value->string.text); break;
    case '[':
    case '{': {
      char close = *at == '[' ? ']' : '}';
      value->kind = *at == '[' ? JSON_LIST : JSON_RECORD;
      Value **link = &value->first;
      *link = NULL;
      at++, skip_space();
      while (*at != close) {
        const char *key = NULL;
        u32 key_size = 0;
        if (close == '}') key_size = parse_string(&key), skip_space(), at++;
        Value *item = parse_value(depth + 1);
        if (!item) return NULL;
        item->key = key, item->key_size = key_size;
        *link = item, link = &item->next;
        skip_space();
        if (*at == ',') at++, skip_space();
      }
      at++;
      break;
    }
    default: value->kind = JSON_NUMBER, value->number = parse_number();
  }
  return value;
}

static u32 hash(const char *from, u32 size) {
  u32 h = 2166136261u;
  for (u32 i = 0; i < size; i++) h = (h ^ (u8)from[i]) * 16777619u;
  return h;
}

static u32 walk(const Value *value) {
  u32 sum = value->kind;
  if (value->kind == JSON_NUMBER) sum += (u32)(long long)value->number;
  if (value->kind == JSON_STRING) sum += hash(value->string.text, value->string.size);
  if (value->kind < JSON_LIST) return sum;
  for (const Value *item = value->first; item; item = item->next) {
    sum = sum * 31 + walk(item);
    if (item->key) sum ^= hash(item->key, item->key_size);
  }
  return sum;
}

EXPORT u32 run(u32 rounds) {
  u32 sum = 0;
  write_text(900);
  for (u32 round = 0; round < rounds; round++) {
    at = text, value_count = 0;
    Value *root = parse_value(0);
    sum = sum * 7 + (root ? walk(root) : 0);
  }
  return sum;
}
