// A library in C, for the tests of pagelet.wasm: texts, arrays that it changes, and output.
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

int EXPORT(count)(const char *text) {
  int words = 0;
  for (int inside = 0; *text; text++) {
    if (!isspace((unsigned char)*text) && !inside) words++;
    inside = !isspace((unsigned char)*text);
  }
  return words;
}

char *EXPORT(shout)(const char *text) {
  char *loud = strdup(text);
  for (char *at = loud; *at; at++) *at = toupper((unsigned char)*at);
  return loud;
}

void EXPORT(reverse)(uint8_t *bytes, int size) {
  for (int at = 0; at < size / 2; at++) {
    uint8_t kept = bytes[at];
    bytes[at] = bytes[size - 1 - at];
    bytes[size - 1 - at] = kept;
  }
}

int64_t EXPORT(large)(int64_t number) { return number * 1000000007; }
int EXPORT(divide)(int one, int other) { return one / other; }
void EXPORT(say)(const char *text) { printf("C says: %s\n", text); fflush(stdout); }
void EXPORT(leave)(int status) { exit(status); }
uint8_t *EXPORT(grow)(int size) { return memset(malloc(size), 7, size); }
