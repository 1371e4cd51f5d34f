// A program in C, for the tests of pagelet.wasm: arguments, input, environment, files, time, chance and an exit code.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int started = 0;

int main(int count, char **names) {
  char line[100];
  uint8_t chance[16];
  struct stat found;
  printf("Hello, %s of %d and %s; %d\n", count > 1 ? names[1] : "nobody", count, getenv("MOOD"), ++started);
  while (fgets(line, sizeof line, stdin)) printf("heard: %s", line);
  FILE *file = fopen("/data/notes.txt", "r");
  if (file) {
    while (fgets(line, sizeof line, file)) printf("read: %s", line);
    fclose(file);
    mkdir("/data/made", 0777);
    file = fopen("/data/made/by-c.txt", "w");
    fprintf(file, "written %d", 42);
    fclose(file);
    stat("/data/notes.txt", &found);
    printf("size: %d\n", (int)found.st_size);
    DIR *folder = opendir("/data");
    for (struct dirent *entry; (entry = readdir(folder));)
      if (entry->d_name[0] != '.') printf("there: %s%s\n", entry->d_name, entry->d_type == DT_DIR ? "/" : "");
    closedir(folder);
    rename("/data/notes.txt", "/data/moved.txt");
    unlink("/data/gone.txt");
  }
  printf("outside: %s\n", fopen("/data/../secret.txt", "r") ? "open" : "closed");
  printf("time: %d\n", time(NULL) > 1700000000);
  usleep(1000);
  printf("chance: %d\n", getentropy(chance, sizeof chance));
  fprintf(stderr, "to errors\n");
  return count;
}
