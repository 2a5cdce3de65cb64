// Encodes and decodes a picture in the QOI format (qoiformat.org, specification 1.0), without its header.
#include "program.h"

#define WIDTH 256
#define HEIGHT 128
#define PIXELS (WIDTH * HEIGHT)

typedef struct { u8 r, g, b, a; } Pixel;

static Pixel picture[PIXELS], decoded[PIXELS];
static u8 coded[PIXELS * 5];

// What the compiler calls for an array that begins as zeros.
__attribute__((no_builtin("memset"))) void *memset(void *to, int value, __SIZE_TYPE__ size) {
  for (u8 *at = to; size--; at++) *at = (u8)value;
  return to;
}

static int same(Pixel x, Pixel y) { return x.r == y.r && x.g == y.g && x.b == y.b && x.a == y.a; }
static u32 place(Pixel p) { return (p.r * 3 + p.g * 5 + p.b * 7 + p.a * 11) % 64; }

static u32 encode(void) {
  Pixel seen[64] = {0}, last = {0, 0, 0, 255};
  u32 to = 0, repeats = 0;
  for (u32 i = 0; i < PIXELS; i++) {
    Pixel pixel = picture[i];
    if (same(pixel, last)) {
      if (++repeats == 62 || i + 1 == PIXELS) coded[to++] = (u8)(0xc0 | (repeats - 1)), repeats = 0;
      continue;
    }
    if (repeats) coded[to++] = (u8)(0xc0 | (repeats - 1)), repeats = 0;
    u32 at = place(pixel);
    signed char r = (signed char)(pixel.r - last.r), g = (signed char)(pixel.g - last.g), b = (signed char)(pixel.b - last.b);
    signed char rg = (signed char)(r - g), bg = (signed char)(b - g);
    if (same(seen[at], pixel)) {
      coded[to++] = (u8)at;
    } else if (pixel.a != last.a) {
      coded[to++] = 0xff, coded[to++] = pixel.r, coded[to++] = pixel.g, coded[to++] = pixel.b, coded[to++] = pixel.a;
    } else if (r > -3 && r < 2 && g > -3 && g < 2 && b > -3 && b < 2) {
      coded[to++] = (u8)(0x40 | (r + 2) << 4 | (g + 2) << 2 | (b + 2));
    } else if (g > -33 && g < 32 && rg > -9 && rg < 8 && bg > -9 && bg < 8) {
      coded[to++] = (u8)(0x80 | (g + 32)), coded[to++] = (u8)((rg + 8) << 4 | (bg + 8));
    } else {
      coded[to++] = 0xfe, coded[to++] = pixel.r, coded[to++] = pixel.g, coded[to++] = pixel.b;
    }
    seen[at] = last = pixel;
  }
  return to;
}

static void decode(void) {
  Pixel seen[64] = {0}, pixel = {0, 0, 0, 255};
  u32 from = 0, repeats = 0;
  for (u32 i = 0; i < PIXELS; i++) {
    if (repeats) {
      repeats--;
    } else {
      u32 byte = coded[from++];
      if (byte == 0xfe || byte == 0xff) {
        pixel.r = coded[from++], pixel.g = coded[from++], pixel.b = coded[from++];
        if (byte == 0xff) pixel.a = coded[from++];
      } else if (byte >> 6 == 0) {
        pixel = seen[byte];
      } else if (byte >> 6 == 1) {
        pixel.r += (byte >> 4 & 3) - 2, pixel.g += (byte >> 2 & 3) - 2, pixel.b += (byte & 3) - 2;
      } else if (byte >> 6 == 2) {
        u32 second = coded[from++], g = (byte & 63) - 32;
        pixel.r += g - 8 + (second >> 4), pixel.g += g, pixel.b += g - 8 + (second & 15);
      } else {
        repeats = byte & 63;
      }
      seen[place(pixel)] = pixel;
    }
    decoded[i] = pixel;
  }
}

static void paint(u32 seed) {
  for (u32 y = 0; y < HEIGHT; y++) {
    for (u32 x = 0; x < WIDTH; x++) {
      u32 noise = (x / 32 + y / 32) % 3 == 0 ? next_random(&seed) : 0;
      picture[y * WIDTH + x] = (Pixel){(u8)(x / 2 + (noise & 3)), (u8)(y + (noise >> 8 & 31)), (u8)(x * y >> 8), x > 200 ? 128 : 255};
    }
  }
}

EXPORT u32 run(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    paint(round + 1);
    sum = sum * 31 + encode();
    decode();
    for (u32 i = 0; i < PIXELS; i++) if (!same(picture[i], decoded[i])) return 0;
  }
  return sum;
}
