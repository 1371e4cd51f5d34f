// A library in C without a library, for the tests of pagelet.wasm: it calls functions of Python's, and has no malloc.
#define EXPORT(name) __attribute__((export_name(#name))) name

__attribute__((import_module("env"), import_name("told"))) extern int told(int number, double half);
__attribute__((import_module("env"), import_name("big"))) extern long long big(long long number);

int EXPORT(ask)(int number) { return 2 * told(number, number / 2.0); }
long long EXPORT(larger)(long long number) { return big(number) + 1; }
double EXPORT(twice)(double number) { return 2 * number; }

int EXPORT(sum)(const int *numbers, int count) {
  int found = 0;
  while (count) found += numbers[--count];
  return found;
}
