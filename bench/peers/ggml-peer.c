// llama.cpp's own quantisers and dequantisers on files, for bench/ to compare with.
//   ggml-peer quantize <type> <row values> <float32 in> <out>     whole rows, without an importance matrix
//   ggml-peer dequantize <type> <in> <float32 out>
//   ggml-peer load <file.gguf> <rounds>     reads every tensor and dequantises it to float32; prints wall and processor seconds
#include "ggml.h"
#include "gguf.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "ggml-peer: %s\n", what);
  exit(1);
}

static void *read_all(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  void *bytes = malloc(*size + 1);
  if (fread(bytes, 1, *size, file) != *size) fail(path);
  fclose(file);
  return bytes;
}

static void write_all(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) fail(path);
}

static enum ggml_type type_named(const char *name) {
  for (int type = 0; type < GGML_TYPE_COUNT; type++) {
    const char *known = ggml_type_name(type);
    if (known && !strcasecmp(known, name)) return type;
  }
  fail(name);
  return GGML_TYPE_COUNT;
}

static void to_float(enum ggml_type type, const void *from, float *to, int64_t count) {
  if (type == GGML_TYPE_F32) memcpy(to, from, count * 4);
  else ggml_get_type_traits(type)->to_float(from, to, count);
}

static void quantize(char **arguments) {
  enum ggml_type type = type_named(arguments[0]);
  int64_t row = atoll(arguments[1]);
  size_t size;
  float *values = read_all(arguments[2], &size);
  int64_t rows = size / 4 / row;
  size_t out = rows * ggml_row_size(type, row);
  void *bytes = malloc(out);
  ggml_quantize_chunk(type, values, bytes, 0, rows, row, NULL);
  write_all(arguments[3], bytes, out);
}

static void dequantize(char **arguments) {
  enum ggml_type type = type_named(arguments[0]);
  size_t size;
  void *bytes = read_all(arguments[1], &size);
  int64_t count = size / ggml_type_size(type) * ggml_blck_size(type);
  float *values = malloc(count * 4);
  to_float(type, bytes, values, count);
  write_all(arguments[2], values, count * 4);
}

// one tensor at a time, a fresh float32 array for each, as Madang does
static void load(char **arguments) {
  for (int round = 0; round < atoi(arguments[1]); round++) {
    double start = seconds();
    clock_t processor = clock();
    struct gguf_init_params parameters = {.no_alloc = true, .ctx = NULL};
    struct ggml_context *context = NULL;
    parameters.ctx = &context;
    struct gguf_context *header = gguf_init_from_file(arguments[0], parameters);
    if (!header) fail(arguments[0]);
    FILE *file = fopen(arguments[0], "rb");
    int64_t tensors = gguf_get_n_tensors(header);
    float **kept = malloc(tensors * sizeof *kept);
    double sum = 0;
    for (int64_t index = 0; index < tensors; index++) {
      enum ggml_type type = gguf_get_tensor_type(header, index);
      size_t size = gguf_get_tensor_size(header, index);
      int64_t count = size / ggml_type_size(type) * ggml_blck_size(type);
      void *bytes = malloc(size);
      fseek(file, gguf_get_data_offset(header) + gguf_get_tensor_offset(header, index), SEEK_SET);
      if (fread(bytes, 1, size, file) != size) fail("short read");
      kept[index] = malloc(count * 4);
      to_float(type, bytes, kept[index], count);
      sum += kept[index][count - 1];
      free(bytes);
    }
    printf("%.4f %.4f\n", seconds() - start, (double)(clock() - processor) / CLOCKS_PER_SEC);
    fprintf(stderr, "sum of last values %g\n", sum);
    for (int64_t index = 0; index < tensors; index++) free(kept[index]);
    free(kept);
    fclose(file);
    gguf_free(header);
    ggml_free(context);
  }
}

int main(int count, char **arguments) {
  if (count == 6 && !strcmp(arguments[1], "quantize")) quantize(arguments + 2);
  else if (count == 5 && !strcmp(arguments[1], "dequantize")) dequantize(arguments + 2);
  else if (count == 4 && !strcmp(arguments[1], "load")) load(arguments + 2);
  else fail("quantize <type> <row> <in> <out> | dequantize <type> <in> <out> | load <gguf> <rounds>");
  return 0;
}
