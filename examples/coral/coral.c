// Two substances that spread and eat each other (Gray and Scott): one C file without a library, made by
//   clang --target=wasm32 -O3 -mbulk-memory -nostdlib -Wl,--no-entry,--strip-all coral.c -o coral.wasm

enum { WIDTH = 240, HEIGHT = 160, SIZE = WIDTH * HEIGHT };
#define EXPORT(name) __attribute__((export_name(#name))) name

static float food[2][SIZE], coral[2][SIZE];
static unsigned pixels[SIZE];
static int now;

void EXPORT(begin)(void) {
  for (int at = 0; at < SIZE; at++) food[now][at] = 1, coral[now][at] = 0;
}

void EXPORT(plant)(int x, int y) {
  for (int dy = -4; dy <= 4; dy++)
    for (int dx = -4; dx <= 4; dx++) coral[now][(y + dy + HEIGHT) % HEIGHT * WIDTH + (x + dx + WIDTH) % WIDTH] = 0.6f;
}

static float spread(const float *of, int at, int left, int right, int up, int down) {
  return of[left] + of[right] + of[up] + of[down] - 4 * of[at];
}

void EXPORT(grow)(int rounds, float feed, float kill) {
  for (; rounds; rounds--, now = !now)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        int at = y * WIDTH + x;
        int left = x ? at - 1 : at + WIDTH - 1, right = x < WIDTH - 1 ? at + 1 : at - WIDTH + 1;
        int up = y ? at - WIDTH : at + SIZE - WIDTH, down = y < HEIGHT - 1 ? at + WIDTH : at - SIZE + WIDTH;
        float f = food[now][at], c = coral[now][at], eaten = f * c * c;
        food[!now][at] = f + 0.2f * spread(food[now], at, left, right, up, down) - eaten + feed * (1 - f);
        coral[!now][at] = c + 0.1f * spread(coral[now], at, left, right, up, down) + eaten - (kill + feed) * c;
      }
}

unsigned *EXPORT(paint)(void) {
  for (int at = 0; at < SIZE; at++) {
    float much = coral[now][at] * 3;
    unsigned red = 20 + 230 * (much > 1 ? 1 : much), green = 24 + 120 * much * much, blue = 48 + 60 * much;
    pixels[at] = 0xff000000u | (blue > 255 ? 255 : blue) << 16 | (green > 255 ? 255 : green) << 8 | red;
  }
  return pixels;
}
